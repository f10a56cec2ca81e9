"""Those who asked for news are told once, in their language, and can stop it with one press."""

from datetime import datetime, timedelta

import pytest

from tests.answered import answered
from tests.people import ada_drafts, ada_opens, signs
from undersigned.delivery import telling
from undersigned.delivery.models import Telling
from undersigned.delivery.telling import TellingRefused, queue_tellings, tell
from undersigned.mailing.kinds import Mail, kind_of
from undersigned.mailing.models import Message
from undersigned.petitions import outcomes
from undersigned.petitions.models import Petition
from undersigned.petitions.moving import OPERATOR
from undersigned.signing import confirming, mine, stopping
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def confirmed(petition: Petition, now: datetime, name: str, **facts: object) -> Signature:
    return confirming.confirm(signs(petition, now, email=f"{name}@example.org", **facts), None, now=now)


def written(now: datetime) -> dict[str, Mail]:
    """The mails that wait, by whom they go to."""
    waiting = list(Message.objects.filter(kind="telling"))
    return {mail.to: mail for mail in kind_of("telling").render(waiting, now=now).values()}


def test_whoever_asked_for_news_is_told_and_nobody_else(now: datetime) -> None:
    petition = ada_opens(now)
    sam = confirmed(petition, now, "sam", updates=True)
    confirmed(petition, now, "quiet")
    signs(petition, now, email="pending@example.org", updates=True)
    answer = answered(petition, now)
    tell(petition, answer, by=OPERATOR, now=now)
    assert queue_tellings(now) == 1
    assert queue_tellings(now) == 0
    mail = written(now)["sam@example.org"]
    assert mail.subject == "An answer: The City Council must reopen the Riverside library"
    assert "The Mayor answered:" in mail.text
    assert "We will look at it." in mail.text
    assert "/answers\n" in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.headers["List-Unsubscribe"].strip("<>") in mail.text
    told = Telling.objects.get()
    assert (told.told, told.last_id, told.done_at) == (1, sam.pk, now)


def test_what_was_told_is_not_told_again(now: datetime) -> None:
    petition = ada_opens(now)
    answer = answered(petition, now)
    tell(petition, answer, by=OPERATOR, now=now)
    with pytest.raises(TellingRefused, match="told"):
        tell(petition, answer, by=OPERATOR, now=now)
    tell(petition, answered(petition, now), by=OPERATOR, now=now)
    assert Telling.objects.count() == 2


def test_whoever_stopped_the_mail_since_it_was_queued_is_not_written_to(now: datetime) -> None:
    petition = ada_opens(now)
    sam = confirmed(petition, now, "sam", updates=True)
    dee = confirmed(petition, now, "dee", updates=True)
    tell(petition, answered(petition, now), by=OPERATOR, now=now)
    assert queue_tellings(now) == 2
    stopping.stop_mail(sam, now=now)
    assert list(written(now)) == ["dee@example.org"]
    confirming.withdraw(dee, now=now)
    assert written(now) == {}


def test_the_outcome_is_told_with_thanks_and_anew_when_it_is_declared_anew(now: datetime) -> None:
    petition = ada_opens(now)
    confirmed(petition, now, "sam", updates=True)
    with pytest.raises(TellingRefused, match="undeclared"):
        tell(petition, by=OPERATOR, now=now)
    outcomes.declare(
        petition, outcome="partly-won", story="Half of it.\n\nAnd [more](https://example.org).", now=now
    )
    tell(petition, by=OPERATOR, now=now)
    queue_tellings(now)
    mail = written(now)["sam@example.org"]
    assert mail.subject.startswith("Partly won: ")
    assert "Half of it.\n\nAnd more." in mail.text
    assert "/verdict/" not in mail.text
    with pytest.raises(TellingRefused, match="told"):
        tell(petition, by=OPERATOR, now=now)
    outcomes.declare(petition, outcome="won", story="All of it.", now=now + DAY)
    tell(petition, by=OPERATOR, now=now + DAY)


def test_nothing_is_told_of_what_nobody_can_read(now: datetime) -> None:
    petition = ada_opens(now)
    with pytest.raises(TellingRefused, match="unpublished"):
        tell(petition, answered(petition, now, state="waiting"), by=OPERATOR, now=now)
    draft = ada_drafts(now)
    with pytest.raises(TellingRefused, match="unseen"):
        tell(draft, answered(draft, now), by=OPERATOR, now=now)


def test_of_what_was_taken_down_since_nobody_is_written_to(now: datetime) -> None:
    petition = ada_opens(now)
    confirmed(petition, now, "sam", updates=True)
    tell(petition, answered(petition, now), by=OPERATOR, now=now)
    queue_tellings(now)
    assert written(now)
    outcomes.take_down(petition, why="A court said so.", now=now)
    assert not written(now)


def test_a_long_run_goes_on_in_batches_and_never_fills_the_outbox(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = ada_opens(now)
    for n in range(7):
        confirmed(petition, now, f"s{n}", updates=True)
    tell(petition, answered(petition, now), by=OPERATOR, now=now)
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    monkeypatch.setattr(telling, "MOST_WAITING", 4)
    assert queue_tellings(now) == 4
    assert queue_tellings(now) == 0
    Message.objects.filter(kind="telling").delete()
    assert queue_tellings(now) == 3
    assert Telling.objects.get().told == 7


def test_it_is_written_in_the_language_of_whoever_reads_it(now: datetime) -> None:
    petition = ada_opens(now)
    sam = confirmed(petition, now, "sam", updates=True)
    Signature.objects.filter(pk=sam.pk).update(language="de")
    tell(petition, answered(petition, now, "refused"), by=OPERATOR, now=now)
    queue_tellings(now)
    mail = written(now)["sam@example.org"]
    assert mail.subject.startswith("Eine Antwort: ")
    assert "dear" not in mail.text.lower()


def test_choosing_news_later_is_enough_to_be_told(now: datetime) -> None:
    petition = ada_opens(now)
    sam = confirmed(petition, now, "sam")
    mine.choose(sam, shows_name=False, updates=True, now=now)
    tell(petition, answered(petition, now), by=OPERATOR, now=now)
    assert queue_tellings(now) == 1
