"""Filling a site with petitions like one that is there: text, notice, address, count and the words of its title."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from undersigned.bench.people import FAMILY, in_letters
from undersigned.ops.bulk import write_new
from undersigned.petitions.life import State
from undersigned.petitions.models import (
    Addressee,
    Event,
    Petition,
    Slug,
    TextVersion,
    TitleWord,
)
from undersigned.petitions.stems import stems
from undersigned.signing.models import Signature, Tally

AT_ONCE = 2000
TOWNS = 500
VERBS = ("reopen", "save", "repair", "fund", "protect", "extend", "rebuild", "keep", "finish", "light")
THINGS = (
    *("library", "swimming pool", "bus line", "playground", "health centre", "footbridge", "market hall"),
    *("night train", "meadow", "theatre", "school kitchen", "harbour", "cycle path", "youth club", "museum"),
)


class Made(NamedTuple):
    """One petition of the filling."""

    id: int
    title: str
    slug: str
    opened_at: datetime


def fill_petitions(slug: str, number: int) -> None:
    """Add so many petitions of the same team; print one from their middle as JSON."""
    pattern = Petition.objects.get(slugs__slug=slug)
    first = (Petition.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    made = (_made(first + n, now=datetime.now(UTC) - timedelta(minutes=number - n)) for n in range(number))
    while batch := list(islice(made, AT_ONCE)):
        with transaction.atomic():
            _write(pattern, batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    middle = _made(first + number // 2, now=datetime.now(UTC))
    numbers = Petition.objects.filter(pk=middle.id).values_list("public_number", flat=True)
    sample = {"slug": middle.slug, "title": middle.title, "word": middle.title.split()[1]}
    sys.stdout.write(json.dumps(sample | {"number": str(numbers[0])}) + "\n")


def _made(key: int, *, now: datetime) -> Made:
    town = in_letters(26**4 + key * 7919 % TOWNS * 613).capitalize()
    street = f"{FAMILY[key % len(FAMILY)]} {in_letters(26**3 + key)}"
    verb, thing = VERBS[key // 3 % len(VERBS)], THINGS[key % len(THINGS)]
    return Made(key, f"The {town} council must {verb} the {thing} in {street} Street", f"petition-{key}", now)


def _write(pattern: Petition, batch: list[Made]) -> None:
    version = pattern.text_versions.get(number=pattern.text_number)
    text = version.texts.get(language=pattern.language)
    notice = pattern.notices.get(number=pattern.notice_number, language=pattern.language)
    public = 10_000_000
    _copies(
        pattern,
        [
            {
                "id": one.id,
                "public_number": public + one.id,
                "document_digest": None,
                "state": State.CLOSED if one.id % 10 == 0 else State.OPEN,
                "created_at": one.opened_at,
                "opened_at": one.opened_at,
            }
            for one in batch
        ],
    )
    # A text version may have the number of its petition: there is one of each.
    key = TextVersion.objects.aggregate(last=models.Max("pk"))["last"] + 1
    keys = {one.id: key + n for n, one in enumerate(batch)}
    _copies(version, [{"id": keys[one.id], "petition_id": one.id} for one in batch])
    _copies(text, [{"version_id": keys[one.id], "title": one.title} for one in batch])
    _copies(notice, [{"petition_id": one.id} for one in batch])
    _write_small(pattern, batch)


def _write_small(pattern: Petition, batch: list[Made]) -> None:
    ask, mail = pattern.ask_number, Signature.Assurance.MAIL.value
    write_new(
        Slug, ("slug", "petition_id", "language"), [(one.slug, one.id, pattern.language) for one in batch]
    )
    write_new(
        Addressee, ("petition_id", "position", "name"), [(one.id, 0, "The city council") for one in batch]
    )
    write_new(
        Event,
        ("petition_id", "kind", "key", "happened_at"),
        [(one.id, Event.Kind.OPENED.value, "", one.opened_at) for one in batch],
    )
    write_new(
        TitleWord,
        ("word", "petition_id", "text_number"),
        [(word, one.id, pattern.text_number) for one in batch for word in stems(one.title)],
    )
    write_new(
        Tally,
        ("petition_id", "ask_number", "assurance", "kind", "signatures", "peak"),
        [(one.id, ask, mail, "total", one.id * 7919 % 5000, one.id * 7919 % 5000) for one in batch],
    )


def _copies(row: models.Model, changes: list[dict[str, Any]]) -> None:
    """Rows like one that is there, each with changes of its own."""
    model = type(row)
    kept = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    kept = {name: value for name, value in kept.items() if name != "id" or "id" in changes[0]}
    write_new(model, tuple(kept), _rows(kept, changes))


def _rows(kept: dict[str, Any], changes: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    for change in changes:
        yield tuple((kept | change).values())
