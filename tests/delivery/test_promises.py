"""A promise is followed to its day and beyond."""

from datetime import datetime, timedelta

import pytest

from tests.answered import answered
from tests.desk.members import account, draft_of, mails, team_of
from tests.people import ada_opens
from undersigned.delivery.after import days_late
from undersigned.delivery.models import Answer
from undersigned.delivery.promises import MarkRefused, mark, tell_of_due
from undersigned.ops.models import AuditEntry
from undersigned.petitions import actions
from undersigned.petitions.moving import OPERATOR

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_each_word_on_a_promise_stays_and_the_last_one_counts(now: datetime) -> None:
    petition = ada_opens(now)
    promise = answered(petition, now, "promised", due_on=now.date())
    mark(promise, "broken", text="Nothing <b>happened</b>.", by=OPERATOR, now=now)
    mark(promise, "kept", text="Late, but *done*.", link="https://example.org/a", by=OPERATOR, now=now + DAY)
    promise.refresh_from_db()
    assert promise.mark == "kept"
    assert [one.html for one in promise.marks.all()] == [
        "<p>Nothing &lt;b&gt;happened&lt;/b&gt;.</p>",
        "<p>Late, but <em>done</em>.</p>",
    ]
    lines = list(petition.events.filter(number=promise.number).order_by("id").values_list("kind", flat=True))
    assert lines == ["broken", "kept"]
    assert AuditEntry.objects.filter(action="mark promise").count() == 2


@pytest.mark.parametrize(
    ("said", "text", "link", "code"),
    [
        ("", "Done.", "", "unknown"),
        ("won", "Done.", "", "unknown"),
        ("kept", " \0\n", "", "missing"),
        ("kept", "x" * 5_001, "", "too-long"),
        ("kept", "Done.", "javascript:alert(1)", "link"),
        ("kept", "Done.", "https://", "link"),
        ("kept", "Done.", 'https://example.org/"onclick=', "link"),
        ("kept", "Done.", "https://example.org/" + "x" * 500, "link"),
        ("kept", "Done.", "https://[", "link"),
    ],
)
def test_what_cannot_be_kept_is_refused(now: datetime, said: str, text: str, link: str, code: str) -> None:
    promise = answered(ada_opens(now), now, "promised")
    with pytest.raises(MarkRefused) as refused:
        mark(promise, said, text=text, link=link, by=OPERATOR, now=now)
    assert refused.value.code == code
    assert not promise.marks.exists()


@pytest.mark.parametrize("facts", [{"kind": "replied"}, {"state": "waiting"}])
def test_only_a_public_promise_can_be_kept(now: datetime, facts: dict[str, str]) -> None:
    answer = answered(ada_opens(now), now, **({"kind": "promised"} | facts))
    with pytest.raises(MarkRefused) as refused:
        mark(answer, "kept", text="Done.", by=OPERATOR, now=now)
    assert refused.value.code == "no-promise"


def test_the_team_is_told_once_when_the_day_has_come(now: datetime) -> None:
    petition = actions.publish(draft_of(team_of(account("ada", now), now), now), now=now)
    promise = answered(petition, now, "promised", due_on=(now + 2 * DAY).date())
    assert tell_of_due(now) == 0
    assert tell_of_due(now + 2 * DAY) == 1
    assert tell_of_due(now + 3 * DAY) == 0
    [(to, text)] = mails(now + 2 * DAY)
    assert to == "ada@example.org"
    assert f"/answers/{promise.number}/mark" in text
    assert "The Mayor" in text


def test_of_what_was_marked_or_is_long_past_nobody_is_told(now: datetime) -> None:
    petition = ada_opens(now)
    done = answered(petition, now, "promised", due_on=now.date())
    mark(done, "kept", text="Done.", by=OPERATOR, now=now)
    answered(petition, now, "promised", due_on=(now - 90 * DAY).date())
    answered(petition, now, "promised", due_on=now.date(), state="waiting")
    answered(petition, now, "promised")
    assert tell_of_due(now) == 0


def test_a_promise_is_late_from_the_day_after_until_something_is_said_of_it(now: datetime) -> None:
    promise = answered(ada_opens(now), now, "promised", due_on=now.date())
    assert [days_late(promise, (now + n * DAY).date()) for n in (-1, 0, 3)] == [0, 0, 3]
    mark(promise, "partly", text="Half.", by=OPERATOR, now=now)
    assert days_late(Answer.objects.get(), (now + 3 * DAY).date()) == 0
