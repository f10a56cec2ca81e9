"""The petitions of somebody's teams: a page at a time, or those whose title has some words; flat at any number.

No page counts or passes over what it does not show. Words are looked for among the newest REACH alone; older ones
are found by their address or number, and by turning pages.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from django.db.models import F, QuerySet

from undersigned.people.models import Membership, User
from undersigned.petitions.models import Petition, Slug, Text
from undersigned.signing.counting import standings

LISTED = 20
REACH = 2000


class Row(NamedTuple):
    """One petition of the list."""

    petition: Petition
    title: str
    slug: str
    signatures: int


class Found(NamedTuple):
    """A page of petitions; `after` is the public number after which the next page begins, None on the last.

    `has_more`: the words were looked for among the newest REACH alone, and there are others.
    """

    rows: list[Row]
    after: int | None
    is_first: bool
    has_more: bool = False


def found(user: User, sought: str, *, after: str) -> Found:
    """What somebody may see: of all, or of those that are looked for, those after a public number."""
    teams = list(Membership.objects.filter(user=user).values_list("team_id", flat=True))
    mine = Petition.objects.filter(team__in=teams)
    start = _start(mine, after)
    older = mine if start is None else mine.filter(pk__lt=start)
    has_more = False
    if sought:
        wanted, has_more = _matching(mine, teams, sought)
        older = older.filter(pk__in=wanted)
    page = _newest(older, teams, LISTED + 1)
    last = page[LISTED - 1].public_number if len(page) > LISTED else None
    return Found(_rows(page[:LISTED]), last, start is None, has_more)


def _start(mine: QuerySet[Petition], after: str) -> int | None:
    if not (after.isascii() and after.isdigit() and len(after) <= 10):
        return None
    return mine.filter(public_number=after).values_list("pk", flat=True).first()


def _newest(petitions: QuerySet[Petition], teams: Iterable[int], number: int) -> list[Petition]:
    """The newest of all teams: of each the newest by its index, so that no team's many are in another's way."""
    ids = [
        pk
        for team in teams
        for pk in petitions.filter(team=team).order_by("-pk").values_list("pk", flat=True)[:number]
    ]
    newest = sorted(ids, reverse=True)[:number]
    return list(Petition.objects.filter(pk__in=newest).select_related("team").order_by("-pk"))


def _matching(mine: QuerySet[Petition], teams: Iterable[int], sought: str) -> tuple[list[int], bool]:
    """The ids that an address, a number or words of the title lead to, and whether others were not looked at."""
    path = sought.partition("?")[0].partition("#")[0].rstrip("/")
    slug = _printable(unquote(path.rpartition("/")[2])).lower()
    named = list(mine.filter(slugs__slug=slug).values_list("pk", flat=True)[:1]) if slug else []
    if not named and sought.isascii() and sought.isdigit() and len(sought) <= 9:
        named = list(mine.filter(public_number=sought).values_list("pk", flat=True))
    if named:
        return named, False
    newest = sorted(
        (
            one
            for team in teams  # each by its index, as in _newest
            for one in mine.filter(team=team)
            .order_by("-pk")
            .values_list("pk", "text_number", "language")[: REACH + 1]
        ),
        reverse=True,
    )[: REACH + 1]
    words = sought.casefold().split()
    matching = [
        pk for pk, title in _titles(newest[:REACH]) if all(word in title.casefold() for word in words)
    ]
    return matching, len(newest) > REACH


def _titles(petitions: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, str]]:
    """The present title of each: its key, the number of its text, its language.

    Not by a join: PostgreSQL would read every petition of the site for it.
    """
    present = set(petitions)
    texts = Text.objects.filter(version__petition__in=[pk for pk, _, _ in petitions])
    for pk, number, language, title in texts.values_list(
        "version__petition_id", "version__number", "language", "title"
    ):
        if (pk, number, language) in present:
            yield pk, title


def _printable(text: str) -> str:
    return "".join(filter(str.isprintable, text))  # PostgreSQL takes no NUL


def _texts(petition_ids: list[int]) -> QuerySet[Text]:
    """The present text of each petition in its own language."""
    return Text.objects.filter(
        version__petition__in=petition_ids,
        version__number=F("version__petition__text_number"),
        language=F("version__petition__language"),
    )


def _rows(petitions: list[Petition]) -> list[Row]:
    ids = [petition.pk for petition in petitions]
    titles = dict(_texts(ids).values_list("version__petition_id", "title"))
    slugs = dict(
        Slug.objects.filter(petition__in=ids, is_current=True, language=F("petition__language")).values_list(
            "petition_id", "slug"
        )
    )
    counts = standings(petitions)
    return [Row(one, titles.get(one.pk, ""), slugs[one.pk], counts[one.pk].signatures) for one in petitions]
