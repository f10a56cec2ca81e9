"""What the pages of a petition show, gathered in a few queries whatever its size."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import F, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from undersigned.kit.languages import direction
from undersigned.kit.numbers import day, number
from undersigned.petitions import notices, slugs
from undersigned.petitions.addressees import joined
from undersigned.petitions.keeping import deletion_day
from undersigned.petitions.life import UNSEEN, Delivered
from undersigned.petitions.models import Event, Petition, Slug, Text
from undersigned.petitions.silence import silent_days
from undersigned.signing import counting
from undersigned.signing.counting import Standing
from undersigned.signing.partners import Box, boxes_of
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
    may_be_signed = petition.is_unseen or petition.takes_signatures(now)
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
class OutcomeView:
    """What became of what was asked: in one word (of life.Outcome), when it was said, and the story in safe HTML."""

    kind: str
    declared_at: datetime
    story_html: SafeString

    @classmethod
    def of(cls, petition: Petition) -> "OutcomeView | None":
        """The petition's outcome, if it was declared."""
        if petition.outcome_at is None:
            return None
        story = mark_safe(petition.outcome_html)  # noqa: S308 - made safe by kit.richtext when it was declared
        return cls(petition.outcome, petition.outcome_at, story)


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """How it stands with whom it asks, in the words of life.Delivered and life.Answered, "" for not yet.

    The silent days are those of this moment: None before they can be shown to know, and once they spoke.
    """

    delivered: str
    noticed_on: date | None
    silent_days: int | None
    answered: str
    answered_on: date | None

    @classmethod
    def of(cls, petition: Petition, *, now: datetime) -> "DeliveryView":
        """That of a petition."""
        silent = silent_days(petition, now)
        return cls(petition.delivered, petition.noticed_on, silent, petition.answered, petition.answered_on)

    @property
    def is_out(self) -> bool:
        """Whether it was handed over."""
        return self.delivered in (Delivered.DELIVERED, Delivered.RECEIVED)

    @property
    def has_news(self) -> bool:
        """Whether there is anything to say of it."""
        return self.is_out or bool(self.answered)


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
    outcome: "OutcomeView | None"
    delivery: "DeliveryView"
    partners: list[Box]

    @property
    def absolute_url(self) -> str:
        """The address to share: the petition in the language that is shown."""
        return self.url_in(self.language)

    @property
    def is_unseen(self) -> bool:
        """Whether it never opened."""
        return self.state in UNSEEN

    @property
    def is_indexed(self) -> bool:
        """Whether search engines may list it."""
        return self.state == "open" and not self.is_example

    def url_in(self, language: str) -> str:
        """The address of its text in one of its languages."""
        return f"{base_url()}/p/{self.slugs[language]}"


def petition_view(petition: Petition, *, now: datetime, language: str | None = None) -> PetitionView:
    """The petition's current text, in a language that it has, by default the reader's, and its facts: three queries."""
    by_language = slugs.by_language(petition)
    shown = _known(language or get_language() or "", by_language, petition.language)
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
        outcome=OutcomeView.of(petition),
        delivery=DeliveryView.of(petition, now=now),
        partners=boxes_of(petition),
    )


def _known(wanted: str, by_language: Mapping[str, str], own: str) -> str:
    return wanted if wanted in by_language else own


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


HAPPENED: Final = {
    Event.Kind.OPENED: gettext_lazy("The petition opened."),
    Event.Kind.PAUSED: gettext_lazy("Signing was paused."),
    Event.Kind.RESUMED: gettext_lazy("Signing went on."),
    Event.Kind.CLOSED: gettext_lazy("The petition closed."),
    Event.Kind.REOPENED: gettext_lazy("The petition opened again."),
    Event.Kind.ARCHIVED: gettext_lazy("The petition was archived: nothing of it changes any more."),
    Event.Kind.PUT_BACK: gettext_lazy("The petition had been taken down; it can be read again."),
    Event.Kind.FIXED: gettext_lazy("Slips in the text were mended."),
    Event.Kind.ASKED_ANEW: gettext_lazy("What is asked was changed; the count began anew."),
    Event.Kind.WON: gettext_lazy("The outcome was declared: won."),
    Event.Kind.PARTLY_WON: gettext_lazy("The outcome was declared: partly won."),
    Event.Kind.LOST: gettext_lazy("The outcome was declared: not won."),
    Event.Kind.GIVEN_UP: gettext_lazy("The outcome was declared: given up."),
    Event.Kind.DELIVERED: gettext_lazy("The petition was handed over."),
    Event.Kind.RECEIVED: gettext_lazy("The decision maker confirmed that it arrived."),
    Event.Kind.REPLIED: gettext_lazy("The decision maker answered."),
    Event.Kind.MEETING: gettext_lazy("The decision maker asked to meet."),
    Event.Kind.PROMISED: gettext_lazy("The decision maker made a promise."),
    Event.Kind.REFUSED: gettext_lazy("The decision maker refused."),
    Event.Kind.HEARD: gettext_lazy("The petition was heard."),
    Event.Kind.KEPT: gettext_lazy("A promise was kept."),
    Event.Kind.PARTLY_KEPT: gettext_lazy("A promise was kept in part."),
    Event.Kind.BROKEN: gettext_lazy("A promise was not kept."),
}


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
    if event.kind == Event.Kind.CLOSING:
        return _closing(n)
    return str(HAPPENED[Event.Kind(event.kind)])


def _closing(ordinal: int) -> str:
    if not ordinal:
        return gettext("The day on which signing was to end was taken back.")
    return gettext("Signing is to end on %(day)s.") % {
        "day": day(date.fromordinal(ordinal), get_language() or "en")
    }


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


def notice_paragraphs(petition: Petition, notice_number: int | None = None) -> list[str]:
    """A notice, by default the one in force, in the reader's language where there is one: one query."""
    number_of_it = notice_number or petition.notice_number
    return notices.numbered(petition, number_of_it, get_language() or petition.language).text.split("\n\n")
