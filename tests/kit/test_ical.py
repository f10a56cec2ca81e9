"""Calendars, read again by a library that had no part in writing them."""

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from undersigned.kit.ical import Entry, calendar

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOSTILE = "Hall; 1, the \\ end\r\nBEGIN:VEVENT\rSUMMARY:evil\nEND:VCALENDAR\0"


def read(*entries: Entry) -> list[Event]:
    """The events as the library understands them."""
    whole = Calendar.from_ical(calendar(entries, name="Library", maker="Readers"))
    assert whole.errors == []
    return [one for one in whole.walk("VEVENT") if isinstance(one, Event)]


def test_a_moment_and_a_whole_day_are_read_as_they_were_meant() -> None:
    at = datetime(2027, 1, 5, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    moment, day = read(
        Entry("a@x", at, "Hand over", NOW), Entry("b@x", date(2027, 2, 28), "Due", NOW, version=3)
    )
    assert moment.decoded("dtstart") == datetime(2027, 1, 5, 10, 0, tzinfo=UTC)
    assert (day.decoded("dtstart"), day.decoded("dtend")) == (date(2027, 2, 28), date(2027, 3, 1))
    assert (moment["uid"], day["sequence"], day.decoded("dtstamp")) == ("a@x", 3, NOW)
    assert [one["status"] for one in read(Entry("a@x", at, "x", NOW, is_cancelled=True))] == ["CANCELLED"]


def test_what_is_typed_stays_in_its_field() -> None:
    [event] = read(Entry("a@x", NOW, HOSTILE, NOW, place=HOSTILE, description=HOSTILE))
    assert (
        event["summary"]
        == event["location"]
        == "Hall; 1, the \\ end\nBEGIN:VEVENT\nSUMMARY:evil\nEND:VCALENDAR"
    )
    assert str(event["description"]).count("\n") == 3


def test_a_link_cannot_begin_a_line() -> None:
    [event] = read(Entry("a@x", NOW, "x", NOW, url="https://x.example/\r\nSUMMARY:evil y"))
    assert event["url"] == "https://x.example/SUMMARY:evily"


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_letters_are_folded_at_75_octets_and_read_the_same(summary: str, place: str) -> None:
    content = calendar([Entry("a@x", NOW, summary, NOW, place=place)], name=place, maker=summary)
    lines = content.split(b"\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in lines:
        line.decode()
    [event] = read(Entry("a@x", NOW, summary, NOW, place=place))
    seen = "".join(
        sign
        for sign in summary.replace("\r\n", "\n").replace("\r", "\n")
        if sign == "\n" or not (ord(sign) < 32 or 127 <= ord(sign) < 160)
    )
    assert event["summary"] == seen


def test_the_last_day_of_all_stands_in_it() -> None:
    assert read(Entry("a@x", date.max, "x", NOW))[0].decoded("dtstart") == date.max
