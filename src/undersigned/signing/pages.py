"""What the pages of a petition show, gathered in a few queries whatever its size."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from undersigned.kit.languages import direction
from undersigned.kit.numbers import number
from undersigned.petitions import notices, slugs
from undersigned.petitions.addressees import joined
from undersigned.petitions.keeping import deletion_day
from undersigned.petitions.life import State
from undersigned.petitions.models import Event, Petition, Slug, Text
from undersigned.signing import counting
from undersigned.signing.counting import Standing
from undersigned.site.addresses import base_url


@dataclass(frozen=True, slots=True)
class CountView:
    """The number, the goal and how full the line is (0 to 100); once it is over, nobody is asked to get anywhere."""

    signatures: int
    goal: int
    next_step: int | None
    percent: int
    is_over: bool = False

    @classmethod
    def of(cls, standing: Standing, *, is_over: bool = False) -> "CountView":
        """The numbers as the line shows them: towards the nearer step while there is one."""
        target = standing.next_step or standing.goal
        percent = min(100, standing.signatures * 100 // target)
        return cls(standing.signatures, standing.goal, standing.next_step, percent, is_over)


def count_view(petition: Petition, *, now: datetime) -> CountView:
    """The count as the petition's pages show it."""
    may_be_signed = petition.state == State.DRAFT or petition.takes_signatures(now)
    return CountView.of(counting.standing(petition), is_over=not may_be_signed)


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
    """A petition with the text that is shown; `slugs` has the address of each language that the text is in."""

    public_number: int
    slug: str
    slugs: Mapping[str, str]
    title: str
    ask: str
    letter: str
    story_html: SafeString
    call: str
    language: str
    own_language: str
    direction: str
    addressees: list[str]
    addressed: SafeString
    started_by: str
    opened_at: datetime | None
    closes_at: datetime | None
    ended_at: datetime | None
    confirms_until: datetime | None
    deleted_on: date | None
    keep_months: int
    is_on_hold: bool
    text_number: int
    text_dated: date | None
    claimed_signatures: int
    picture: PictureView | None
    is_example: bool
    state: str
    takes_signatures: bool

    @property
    def absolute_url(self) -> str:
        """The address to share: the petition in the language that is shown."""
        return self.url_in(self.language)

    @property
    def is_indexed(self) -> bool:
        """Whether search engines may list it."""
        return self.state == "open" and not self.is_example

    def url_in(self, language: str) -> str:
        """The address of its text in one of its languages."""
        return f"{base_url()}/p/{self.slugs[language]}"


def petition_view(petition: Petition, *, now: datetime, language: str | None = None) -> PetitionView:
    """The petition's current text and facts: three queries.

    The text is in `language`, by default the reader's, or in the petition's own where it has none there.
    """
    by_language = slugs.by_language(petition)
    wanted = language or get_language() or petition.language
    shown = wanted if wanted in by_language else petition.language
    text = Text.objects.get(version__petition=petition, version__number=petition.text_number, language=shown)
    names, names_in = _named(petition, text.addressees, shown)
    return PetitionView(
        public_number=petition.public_number,
        slug=by_language[shown],
        slugs=by_language,
        title=text.title,
        ask=text.ask,
        letter=text.letter,
        story_html=mark_safe(text.story_html),  # noqa: S308 - made safe by kit.richtext when it was saved
        call=text.call,
        language=shown,
        own_language=petition.language,
        direction=direction(shown),
        addressees=names,
        addressed=_addressed(names, names_in),
        started_by=petition.team.name,
        opened_at=petition.opened_at,
        closes_at=petition.closes_at,
        ended_at=petition.ended_at(),
        confirms_until=petition.confirms_until(),
        deleted_on=deletion_day(petition),
        keep_months=petition.keep_months,
        is_on_hold=petition.held_at is not None,
        text_number=petition.text_number,
        text_dated=date.fromisoformat(f"{petition.text_dated}-01") if petition.text_dated else None,
        claimed_signatures=petition.claimed_signatures,
        picture=PictureView.of(petition),
        is_example=petition.is_example,
        state=petition.state,
        takes_signatures=petition.takes_signatures(now),
    )


def _named(petition: Petition, translated: list[str], language: str) -> tuple[list[str], str]:
    """The addressees' names and the language that they are in."""
    if translated:
        return translated, language
    return [addressee.name for addressee in petition.addressees.all()], petition.language


def _addressed(names: Sequence[str], language: str) -> SafeString:
    """The addressees, marked as being of their language, for they follow a word of the reader's; "" for none."""
    if not names:
        return SafeString()
    return format_html(
        '<span lang="{}" dir="{}">{}</span>', language, direction(language), joined(names, language)
    )


@dataclass(frozen=True, slots=True)
class PetitionCard:
    """A petition in a list, in the reader's language if it has that."""

    slug: str
    title: str
    language: str
    addressed: SafeString
    is_example: bool
    count: CountView


def cards(petitions: Sequence[Petition]) -> list[PetitionCard]:
    """The list's petitions in its order: four queries for any number of them."""
    standings = counting.standings(petitions)
    reader = get_language() or ""
    known = Q(language=reader) | Q(language=F("version__petition__language"))
    texts = {
        (text["version__petition_id"], text["language"]): text
        for text in Text.objects.filter(
            known, version__petition__in=petitions, version__number=F("version__petition__text_number")
        ).values("version__petition_id", "language", "title", "addressees")
    }
    addresses = {
        (slug.petition_id, slug.language): slug.slug
        for slug in Slug.objects.filter(petition__in=petitions, is_current=True)
    }

    def card(petition: Petition) -> PetitionCard:
        language = reader if (petition.pk, reader) in texts else petition.language
        text = texts[petition.pk, language]
        return PetitionCard(
            slug=addresses[petition.pk, language],
            title=text["title"],
            language=language,
            addressed=_addressed(*_named(petition, text["addressees"], language)),
            is_example=petition.is_example,
            count=CountView.of(standings[petition.pk]),
        )

    return [card(petition) for petition in petitions]


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """Something that happened, in words."""

    kind: str
    happened_at: datetime
    sentence: str


def timeline(events: Iterable[Event]) -> list[TimelineLine]:
    """What happened, in the order of the events."""
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
