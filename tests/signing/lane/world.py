"""The site that both ways begin with: petitions in every state, their older texts, and people who signed before.

`python -m tests.signing.lane.world` makes it in the database and data folder that its environment names.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from undersigned.petitions.document import Document
    from undersigned.petitions.models import Petition

KINDS = ("open", "french", "postcode", "asking", "paused", "closed", "over", "ended", "anew", "draft")


def make() -> None:
    """Everything, at the present moment."""
    from undersigned.management.prepare import collect_public_files, prepare  # noqa: PLC0415 - needs Django set up
    from undersigned.site.actions import write_page  # noqa: PLC0415

    prepare(lambda _: None)
    collect_public_files()
    for kind in ("imprint", "privacy"):  # without which nothing is published on a public site
        write_page(kind, "Friends of the Library", language="en", now=datetime.now(UTC))
    petitions()


def petitions() -> None:
    """Petitions of ada's, each at the address that its name says."""
    from tests.people import DOCUMENT, ada_drafts, ada_opens, signs  # noqa: PLC0415
    from tests.questions import KEPT, PHONE  # noqa: PLC0415
    from undersigned.mailing.models import Message  # noqa: PLC0415
    from undersigned.petitions import actions  # noqa: PLC0415
    from undersigned.petitions.models import Slug  # noqa: PLC0415
    from undersigned.petitions.translating import add_translation  # noqa: PLC0415
    from undersigned.signing.networks import day_key  # noqa: PLC0415

    now = datetime.now(UTC)
    then = now - timedelta(days=20)
    document = {kind: replace(DOCUMENT, title=kind) for kind in KINDS}
    opened = {"open": coalition(ada_drafts(then, document["open"]), then)}
    opened["asking"] = asking(document["asking"], then)
    opened |= {
        kind: ada_opens(then, document[kind], asks_postal_code=kind == "postcode", country="GB")
        for kind in KINDS
        if kind not in ("draft", "french", "open", "asking")
    }
    ada_drafts(then, document["draft"])
    add_translation(opened["open"], replace(document["french"], language="fr"), language="fr", now=then)
    for kind, petition in opened.items():
        for number in range(12):
            has_wish, shows = number % 2 == 0, number % 3 == 0
            boxes = (1,) if number % 4 < 2 else ()  # of most petitions nobody is a partner
            early = f"early{number}@example.org"
            given = {"phone": PHONE, "asked": KEPT} if kind == "asking" else {}
            signs(petition, then, email=early, updates=has_wish, show_name=shows, partners=boxes, **given)
    actions.pause(opened["paused"], now=then)
    actions.close(opened["closed"], now=now - timedelta(days=2))
    actions.close(opened["ended"], now=now - timedelta(days=9))  # too long ago to confirm
    new_ask(opened["anew"], now)
    opened["over"].closes_at = now - timedelta(minutes=1)
    opened["over"].save()
    for day in (now, now + timedelta(days=1)):  # both ways digest networks by the same keys
        day_key(day.date())
    Slug.objects.create(slug="old", petition=opened["open"], language="en", is_current=False)
    older_texts(opened["open"], now)
    Message.objects.all().delete()


def coalition(petition: "Petition", then: datetime) -> "Petition":
    """Opened with one partner, after another had come and gone."""
    from tests.partners import joins, parts  # noqa: PLC0415
    from undersigned.petitions import actions  # noqa: PLC0415

    joins(petition, "Friends", then)
    parts(joins(petition, "Gone", then), then)
    petition.refresh_from_db()
    return actions.publish(petition, now=then)


def asking(document: "Document", then: datetime) -> "Petition":
    """One that asks everything that can be asked, and asked something else before."""
    from tests.people import ada_opens  # noqa: PLC0415
    from tests.questions import ALL, WHY, all_asked, changes  # noqa: PLC0415

    petition = ada_opens(then, document, asked=all_asked(), country="GB")
    changes(petition, WHY._replace(words="Why?"), *ALL, now=then, asks_phone=True)
    changes(petition, *ALL, now=then, asks_phone=True)
    return petition


def new_ask(petition: "Petition", now: datetime) -> None:
    """Who signed it signed something else, and one of them has counted for that."""
    from undersigned.petitions import drafting, versions  # noqa: PLC0415
    from undersigned.signing.confirming import confirm  # noqa: PLC0415
    from undersigned.signing.models import Signature  # noqa: PLC0415

    confirm(Signature.objects.filter(petition=petition).order_by("pk")[0], None, now=now)
    typed = drafting.as_typed(petition) | {"call": "Ask for something else altogether."}
    draft, _errors = drafting.check(typed, languages=[petition.language])
    assert draft is not None
    versions.change_ask(petition, draft, of=1, now=now)


def older_texts(petition: "Petition", now: datetime) -> None:
    """The third text and the second notice are current; one of each was replaced just now, one text long ago.

    The second notice names a partner more.
    """
    from tests.partners import joins  # noqa: PLC0415
    from undersigned.petitions.models import Text, TextVersion  # noqa: PLC0415

    first = TextVersion.objects.get(petition=petition, number=1)
    first.superseded_at = now - timedelta(hours=3)
    first.save()
    for number in (2, 3):
        version = TextVersion.objects.create(petition=petition, number=number, ask_number=1, created_at=now)
        for text in Text.objects.filter(version=first):
            text.pk, text.version = None, version
            text.save()
    TextVersion.objects.filter(petition=petition, number=2).update(superseded_at=now - timedelta(minutes=1))
    joins(petition, "Anglers", now - timedelta(minutes=1))
    petition.text_number = 3
    petition.save()


if __name__ == "__main__":
    django.setup()
    make()
