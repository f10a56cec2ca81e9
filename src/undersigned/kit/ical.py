"""Calendars as programs read them (RFC 5545): days and moments in UTC, nothing that repeats."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
_LONGEST: Final = 75  # octets of a line, without its end (3.1)
_UNSEEN: Final = {chr(code): "" for code in (*range(32), *range(127, 160))}
_ESCAPED: Final = str.maketrans({**_UNSEEN, "\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class Entry(NamedTuple):
    """Something on a day, or at a moment. `uid` names it for ever; `version` grows with each change of it."""

    uid: str
    on: date | datetime
    summary: str
    changed_at: datetime
    place: str = ""
    description: str = ""
    url: str = ""
    version: int = 0
    is_cancelled: bool = False


def calendar(entries: Iterable[Entry], *, name: str, maker: str) -> bytes:
    """The whole file; `maker` is the site."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_text(maker)}//Undersigned//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for entry in entries:
        lines += _event(entry)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line)).encode()


def _event(entry: Entry) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(entry.uid)}",
        f"DTSTAMP:{_moment(entry.changed_at)}",
        f"SEQUENCE:{entry.version}",
        *_when(entry.on),
        f"SUMMARY:{_text(entry.summary)}",
    ]
    for name, text in (("LOCATION", entry.place), ("DESCRIPTION", entry.description)):
        if text:
            lines.append(f"{name}:{_text(text)}")
    if entry.url:
        lines.append(f"URL:{_bare(entry.url)}")
    status = "CANCELLED" if entry.is_cancelled else "CONFIRMED"
    return [*lines, f"STATUS:{status}", "TRANSP:TRANSPARENT", "END:VEVENT"]


def _when(on: date | datetime) -> list[str]:
    if isinstance(on, datetime):
        return [f"DTSTART:{_moment(on)}"]
    # The end of a whole day is the day after it, which does not belong to it (3.6.1).
    end = on + timedelta(days=1) if on < date.max else on
    return [f"DTSTART;VALUE=DATE:{on:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """As TEXT (3.3.11): a line break is written as one, and no other control character stays."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_ESCAPED)


def _bare(url: str) -> str:
    return "".join(sign for sign in url if sign.isprintable() and sign != " ")


def _folded(line: str) -> Iterator[str]:
    """Pieces of at most 75 octets, each but the first begun by a space, none cut within a letter (3.1)."""
    piece, octets = "", 0
    for sign in line:
        size = len(sign.encode())
        if octets + size > _LONGEST:
            yield piece
            piece, octets = " ", 1
        piece, octets = piece + sign, octets + size
    yield piece
