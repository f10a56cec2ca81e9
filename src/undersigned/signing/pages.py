"""What the pages of a petition show, gathered in a few queries whatever its size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext, ngettext

from undersigned.kit.numbers import number
from undersigned.petitions import notices
from undersigned.petitions.models import DataKey, Event, Petition, Slug, Text
from undersigned.signing import counting
from undersigned.signing.counting import Standing
from undersigned.signing.models import Signature
from undersigned.signing.person import person_of
from undersigned.site.addresses import base_url

SHOWN_SIGNERS = 8
SHOWN_EVENTS = 20


@dataclass(frozen=True, slots=True)
class CountView:
    """The number, the goal and how full the line is (0 to 100)."""

    signatures: int
    goal: int
    next_step: int | None
    percent: int

    @classmethod
    def of(cls, standing: Standing) -> "CountView":
        """The numbers as the line shows them: towards the nearer step while there is one."""
        target = standing.next_step or standing.goal
        percent = min(100, standing.signatures * 100 // target)
        return cls(standing.signatures, standing.goal, standing.next_step, percent)


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture: the name of its files, the words for those who do not see it, its size in pixels."""

    name: str
    alt: str
    width: int
    height: int

    @classmethod
    def of(cls, petition: Petition) -> "PictureView | None":
        """The petition's picture, if it has one."""
        if not petition.picture:
            return None
        return cls(petition.picture, petition.picture_alt, petition.picture_width, petition.picture_height)


@dataclass(frozen=True, slots=True)
class PetitionView:
    """A petition with the text that is shown, in the petition's own language."""

    slug: str
    title: str
    ask: str
    letter: str
    story_html: SafeString
    call: str
    language: str
    direction: str
    addressees: list[str]
    started_by: str
    opened_at: datetime | None
    closes_at: datetime | None
    ended_at: datetime | None
    confirms_until: datetime | None
    text_number: int
    text_dated: date | None
    claimed_signatures: int
    picture: PictureView | None
    is_example: bool
    is_indexed: bool
    state: str
    takes_signatures: bool

    @property
    def absolute_url(self) -> str:
        """The address to share: the petition in its own language."""
        return f"{base_url()}/p/{self.slug}"


def petition_view(petition: Petition, *, now: datetime) -> PetitionView:
    """The petition's current text and facts: three queries."""
    text = Text.objects.get(
        version__petition=petition, version__number=petition.text_number, language=petition.language
    )
    slug = Slug.objects.get(petition=petition, language=petition.language, is_current=True)
    return PetitionView(
        slug=slug.slug,
        title=text.title,
        ask=text.ask,
        letter=text.letter,
        story_html=mark_safe(text.story_html),  # noqa: S308 - made safe by kit.richtext when it was saved
        call=text.call,
        language=petition.language,
        direction="rtl" if get_language_info(petition.language)["bidi"] else "ltr",
        addressees=[addressee.name for addressee in petition.addressees.all()],
        started_by=petition.team.name,
        opened_at=petition.opened_at,
        closes_at=petition.closes_at,
        ended_at=petition.ended_at(),
        confirms_until=petition.confirms_until(),
        text_number=petition.text_number,
        text_dated=date.fromisoformat(f"{petition.text_dated}-01") if petition.text_dated else None,
        claimed_signatures=petition.claimed_signatures,
        picture=PictureView.of(petition),
        is_example=petition.is_example,
        is_indexed=petition.state == "open" and not petition.is_example,
        state=petition.state,
        takes_signatures=petition.takes_signatures(now),
    )


@dataclass(frozen=True, slots=True)
class PetitionCard:
    """A petition in a list."""

    slug: str
    title: str
    language: str
    addressees: list[str]
    is_example: bool
    count: CountView


def cards(petitions: Sequence[Petition]) -> list[PetitionCard]:
    """The list's petitions in its order: four queries for any number of them."""
    standings = counting.standings(petitions)
    titles = {
        (petition_id, language, version): title
        for petition_id, language, version, title in Text.objects.filter(
            version__petition__in=petitions
        ).values_list("version__petition_id", "language", "version__number", "title")
    }
    slugs = {
        (slug.petition_id, slug.language): slug.slug
        for slug in Slug.objects.filter(petition__in=petitions, is_current=True)
    }
    return [
        PetitionCard(
            slug=slugs[petition.pk, petition.language],
            title=titles[petition.pk, petition.language, petition.text_number],
            language=petition.language,
            addressees=[addressee.name for addressee in petition.addressees.all()],
            is_example=petition.is_example,
            count=CountView.of(standings[petition.pk]),
        )
        for petition in petitions
    ]


@dataclass(frozen=True, slots=True)
class RecentSigner:
    """Someone who chose to be shown; the comment only once it was approved."""

    name: str
    country: str
    confirmed_at: datetime
    comment: str


def recent_signers(petition: Petition) -> list[RecentSigner]:
    """The newest signers who chose to be shown, newest first: one query on an index of just such rows."""
    rows = Signature.objects.filter(
        petition=petition, state=Signature.State.CONFIRMED, shows_name=True
    ).order_by("-confirmed_at")[:SHOWN_SIGNERS]
    try:
        return [_recent(row, row.confirmed_at) for row in rows if row.confirmed_at]
    except DataKey.DoesNotExist:  # everybody's data was just forgotten
        return []


def _recent(row: Signature, confirmed_at: datetime) -> RecentSigner:
    person = person_of(row)
    return RecentSigner(
        name=f"{person.given_name} {person.family_name}".strip(),
        country=row.country,
        confirmed_at=confirmed_at,
        comment=person.comment if row.is_comment_approved else "",
    )


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """Something that happened, in words."""

    kind: str
    happened_at: datetime
    sentence: str


def timeline(petition: Petition) -> list[TimelineLine]:
    """What happened, newest first: one query."""
    events = petition.events.order_by("-happened_at", "-id")[:SHOWN_EVENTS]
    return [TimelineLine(event.kind, event.happened_at, _sentence(event)) for event in events]


def _sentence(event: Event) -> str:
    n, shown = event.number, number(abs(event.number), get_language() or "en")
    if event.kind == Event.Kind.MILESTONE:
        return ngettext("%(n)s signature reached.", "%(n)s signatures reached.", n) % {"n": shown}
    if event.kind == Event.Kind.WITHDRAWN:
        return ngettext(
            "%(n)s signature was withdrawn by its signer.",
            "%(n)s signatures were withdrawn by their signers.",
            n,
        ) % {"n": shown}
    if event.kind == Event.Kind.CORRECTED:
        return _correction(n, shown)
    return {
        Event.Kind.OPENED: gettext("The petition opened."),
        Event.Kind.PAUSED: gettext("Signing was paused."),
        Event.Kind.RESUMED: gettext("Signing went on."),
        Event.Kind.CLOSED: gettext("The petition closed."),
    }[Event.Kind(event.kind)]


def _correction(change: int, shown: str) -> str:
    if change > 0:
        words = ngettext(
            "A recount found %(n)s signature that had not been counted.",
            "A recount found %(n)s signatures that had not been counted.",
            change,
        )
    else:
        words = ngettext(
            "A recount found that the count was %(n)s signature too high; it was corrected.",
            "A recount found that the count was %(n)s signatures too high; it was corrected.",
            -change,
        )
    return words % {"n": shown}


def notice_paragraphs(petition: Petition) -> list[str]:
    """The notice in force, in the reader's language where there is one: one query."""
    return notices.current(petition, get_language() or petition.language).text.split("\n\n")
