"""What of a petition's delivery goes along in its archive, and what stays."""

import os
from collections.abc import Mapping
from typing import Any, Final

from undersigned.delivery.models import (
    Answer,
    Handover,
    Holder,
    PromiseMark,
    Recipient,
    Verdict,
    VerdictTally,
)
from undersigned.kit.richtext import markdown_html
from undersigned.signing.archive.holding import is_language, is_link
from undersigned.signing.archive.tables import Table, add

_MADE_ANEW: Final = "made anew of what was typed, so that nothing unsafe comes in"


def _html(row: Mapping[str, Any]) -> str:
    return markdown_html(row["text"]) if row["text"] else ""


TABLES: Final = (
    Table(
        "recipients",
        Recipient,
        left_out={
            "is_told": "an owner on the new site says whether an office is written to from there",
            "reply_to": "it is an address of somebody on the old site",
        },
        anew={"is_told": lambda _: False, "reply_to": lambda _: ""},
        is_numbered=True,
        holds={"reply_days_source": is_link},
    ),
    Table("holders", Holder, through=("recipient", "petition"), refers={"recipient": "recipients"}),
    Table(
        "handovers",
        Handover,
        refers={"recipient": "recipients"},
        left_out={
            "code_digest": "a code on paper leads to the page of the old site",
            "sealed_code": "it is the same code",
        },
        anew={"code_digest": lambda _: os.urandom(16), "sealed_code": lambda _: b""},
        is_numbered=True,
    ),
    Table(
        "answers",
        Answer,
        refers={"recipient": "recipients", "handover": "handovers"},
        left_out={
            "claim": "who came to the old site's page; what it proves stands in the answer",
            "html": _MADE_ANEW,
            "document": "documents stay on the old site; their names go along",
        },
        anew={"html": _html, "document": lambda _: ""},
        holds={"language": is_language, "link": is_link},
        is_numbered=True,
    ),
    Table(
        "promise-marks",
        PromiseMark,
        through=("answer", "petition"),
        refers={"answer": "answers"},
        left_out={"html": _MADE_ANEW},
        anew={"html": _html},
        holds={"link": is_link},
    ),
    Table(
        "verdicts",
        Verdict,
        through=("signature", "petition"),
        refers={"answer": "answers", "signature": ""},
    ),
    Table("verdict-tallies", VerdictTally, through=("answer", "petition"), refers={"answer": "answers"}),
)
STAYS: Final = {
    "delivery.Pack": "a file with names that the new site makes anew",
    "delivery.Claim": "its link leads to the page of the old site; what it proves stands in the answer",
    "delivery.Telling": "mail that leaves the old site",
    "delivery.Office": "whom the old site may not write to; on the new one an owner says anew who is told",
    "delivery.OfficeNews": "as for offices",
}


def register() -> None:
    """Make them known to whoever writes and reads archives."""
    add(TABLES, stays=STAYS)
