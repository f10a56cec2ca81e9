"""The examples that stand in the parts page: one petition, in English and in Arabic, and the people around it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.utils.html import format_html

from undersigned.kit.languages import direction
from undersigned.petitions.life import Outcome
from undersigned.signing.answers import box_of
from undersigned.signing.counting import Standing
from undersigned.signing.mine import Agreed
from undersigned.signing.models import Signature
from undersigned.signing.pages import CountView
from undersigned.signing.person import Person
from undersigned.signing.receiving import Received

# What the count line can show; of the last, that a goal was reached and not yet followed by another.
STANDINGS: Final = [
    (name, CountView.of(Standing(*numbers)))
    for name, numbers in {
        "Nobody yet, a near step": (0, 50_000, 10),
        "One": (1, 10, None),
        "37 %": (185, 500, None),
        "On the way to a step": (3_120, 50_000, 5_000),
        "Goal reached": (50_000, 50_000, None),
    }.items()
]

_WORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "en": {
        "title": "The City Council must reopen the Riverside library",
        "to": "the City Council",
        "call": "Let’s ask the council together: open the Riverside library!",
        "names": (("Sam", "Okafor"), ("Mo", "Haddad"), ("Dee", "Lindqvist")),
        "outcome": "The council voted on Tuesday. The library opens again in spring, three days a week.",
        "comment": "I learned to read there.\nMy children should too.",
        "partners": ("Friends of Riverside", "Readers’ Union"),
        "happened": (
            "100 signatures reached.",
            "1 signature was withdrawn by its signer.",
            "The petition opened.",
        ),
        "notice": (
            "Only the number of signatures is handed over. Your name and address are not.",
            "Riverside Petitions is responsible for what you type here.",
            "Your personal data is deleted 6 months after the petition closes. You can withdraw at any time.",
        ),
    },
    "ar": {
        "title": "على مجلس المدينة أن يعيد فتح مكتبة الضفة",
        "to": "مجلس المدينة",
        "call": "لنطلب من المجلس معًا: افتحوا مكتبة الضفة!",
        "names": (("سلمى", "حداد"), ("مازن", "خوري"), ("دانة", "منصور")),
        "outcome": "صوّت المجلس يوم الثلاثاء، وستُفتح المكتبة من جديد في الربيع ثلاثة أيام في الأسبوع.",
        "comment": "هناك تعلّمت القراءة.\nوأريد ذلك لأولادي أيضًا.",
        "partners": ("أصدقاء الضفة", "اتحاد القرّاء"),
        "happened": ("بلغ عدد التوقيعات 100.", "سُحب توقيع واحد بطلب من صاحبه.", "فُتحت العريضة."),
        "notice": (
            "لا يُسلَّم إلا عدد التوقيعات، لا اسمك ولا عنوانك.",
            "الجهة المسؤولة عمّا تكتبه هنا هي «عرائض الضفة».",
            "تُحذف بياناتك الشخصية بعد ستة أشهر من إغلاق العريضة، ويمكنك سحب توقيعك في أي وقت.",
        ),
    },
}


def petition(language: str, **changes: object) -> dict[str, Any]:
    """What the templates ask of a petition."""
    words = _WORDS[language]
    way = direction(language)
    return {
        "slug": "example",
        "title": words["title"],
        "addressed": format_html('<span lang="{}" dir="{}">{}</span>', language, way, words["to"]),
        "call": words["call"],
        "language": language,
        "direction": way,
        "state": "open",
        "takes_signatures": True,
        "own_language": language,
    } | changes


def states(language: str) -> list[dict[str, Any]]:
    """The petition while nobody can sign it: before, meanwhile, after."""
    last = datetime(2026, 12, 1, tzinfo=UTC)
    draft, paused, closed = (
        petition(language, state=state, confirms_until=last, is_unseen=state == "draft")
        for state in ("draft", "paused", "closed")
    )
    return [draft, paused | {"is_example": True}, closed]


def outcomes(language: str) -> list[dict[str, Any]]:
    """The petition with each outcome that it may have."""
    told = format_html("<p>{}</p>", _WORDS[language]["outcome"])
    declared_at = datetime(2026, 11, 24, tzinfo=UTC)
    return [
        petition(language, outcome={"kind": str(kind), "declared_at": declared_at, "story_html": told})
        for kind in Outcome
    ]


def notice(language: str) -> tuple[str, ...]:
    """The paragraphs beside the button."""
    return tuple(_WORDS[language]["notice"])


def typed(language: str) -> dict[str, str]:
    """What sam types."""
    given_name, family_name = _WORDS[language]["names"][0]
    return {
        "given_name": given_name,
        "family_name": family_name,
        "email": "sam@example.org",
        "country": "GB",
        "postal_code": "LS1 1UR",
        "comment": _WORDS[language]["comment"],
    }


def partners(language: str) -> list[tuple[int, str]]:
    """Who stands beside the petition: number and name."""
    return list(enumerate(_WORDS[language]["partners"], 1))


def mistyped(language: str) -> dict[str, str]:
    """The same with something wrong in every line."""
    return typed(language) | {
        "given_name": "",
        "family_name": "sam@example.org",
        "email": "sam at example.org",
        "country": "",
        "postal_code": "",
    }


def recent(language: str, *, now: datetime) -> list[dict[str, Any]]:
    """Signers who are shown, one with a reason, one without a country."""
    words = _WORDS[language]
    return [
        {
            "name": " ".join(name),
            "country": ("GB", "", "SE")[n],
            "confirmed_at": now - timedelta(days=n),
            "reason": "" if n else words["comment"],
        }
        for n, name in enumerate(words["names"])
    ]


def timeline(language: str, *, now: datetime) -> list[dict[str, Any]]:
    """What happened, newest first."""
    return [
        {"sentence": sentence, "happened_at": now - timedelta(days=3 * n)}
        for n, sentence in enumerate(_WORDS[language]["happened"])
    ]


def held(language: str, *, now: datetime) -> list[dict[str, Any]]:
    """One person's signature as it waits, as it counts, and taken out of the count by the site."""
    state = Signature.State
    return [
        _held(language, Signature(state=kind, number=185, country="GB", signed_at=now, confirmed_at=now), n)
        for n, kind in enumerate((state.PENDING, state.CONFIRMED, state.VOIDED))
    ]


def _held(language: str, signature: Signature, n: int) -> dict[str, Any]:
    facts = {name: text for name, text in typed(language).items() if name != "country"}
    return {
        "signature": signature,
        "reference": f"example-{n}",
        "person": Person(**facts),  # type: ignore[arg-type] # of words alone
        "title": f"{_WORDS[language]['title']} ({n + 1})",
        "language": language,
        "url": "/p/example",
        "has_updates": True,
        "partners": [Agreed(box_of(n), name, is_ticked=n == 1) for n, name in partners(language)],
        "received": [Received(partners(language)[0][1], signature.signed_at, "")] if n else [],
        "deleted_on": signature.signed_at.date() + timedelta(days=200),
        "network_until": signature.signed_at.date() + timedelta(days=30),
        "is_pending": signature.state == Signature.State.PENDING,
        "is_voided": signature.state == Signature.State.VOIDED,
    }
