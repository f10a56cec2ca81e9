"""Delivery: who gets which mail when, and what becomes of one that is not taken."""

import logging
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.mailing.post import Postcards, Sink, post, postcard
from undersigned.mailing import kinds
from undersigned.mailing.delivery import batch_size, deliver_due
from undersigned.mailing.models import Allowance, Message
from undersigned.mailing.transport import ServerAway

pytestmark = pytest.mark.django_db
SAM, MO, DEE = "sam@example.org", "mo@example.org", "dee@example.org"


def test_without_a_mail_server_a_mail_becomes_a_file(
    postcards: Postcards, folder: Path, now: datetime
) -> None:
    post(postcard(SAM, now))
    sent = Message.objects.get()
    assert deliver_due(now=now) == 1
    (file,) = folder.glob("*")
    assert file.name == f"{sent.pk}.eml"
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["to"] == SAM
    assert not Message.objects.exists()
    assert postcards.handed == [SAM]


def test_with_a_mail_server_it_takes_the_mail(postcards: Postcards, server: Sink, now: datetime) -> None:
    post(postcard(SAM, now))
    sent = Message.objects.get()
    deliver_due(now=now)
    assert server.readers == [SAM]
    assert server.taken[0]["message-id"] == f"<{sent.pk}@example.org>"
    assert (postcards.handed, postcards.given) == ([SAM], [])


def test_a_local_mail_never_reaches_the_mail_server(
    postcards: Postcards, server: Sink, folder: Path, now: datetime
) -> None:
    postcards.is_local = True
    post(postcard(SAM, now))
    deliver_due(now=now)
    assert not server.taken
    assert len(list(folder.glob("*.eml"))) == 1


def test_the_urgent_leave_before_those_that_waited_longer(
    postcards: Postcards, server: Sink, now: datetime
) -> None:
    kinds.register(Postcards("telegram", priority=0))
    hour = timedelta(hours=1)
    post(postcard(SAM, now - hour), postcard(MO, now - hour / 2), postcard(DEE, now, kind="telegram"))
    deliver_due(now=now)
    assert server.readers == [DEE, SAM, MO]


def test_one_that_is_not_due_yet_waits(postcards: Postcards, server: Sink, now: datetime) -> None:
    post(postcard(SAM, now + timedelta(seconds=1)))
    assert deliver_due(now=now) == 0
    assert Message.objects.count() == 1


def test_one_that_is_no_longer_due_is_dropped_and_its_kind_told(
    postcards: Postcards, server: Sink, now: datetime
) -> None:
    postcards.not_due = {SAM}
    post(postcard(SAM, now), postcard(MO, now))
    deliver_due(now=now)
    assert server.readers == [MO]
    assert not Message.objects.exists()
    assert (postcards.handed, postcards.given) == ([MO], [SAM])


def test_one_that_cannot_be_written_keeps_no_other_from_leaving(
    postcards: Postcards, server: Sink, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    postcards.broken = {SAM}
    post(postcard(SAM, now), postcard(MO, now), postcard(DEE, now))
    deliver_due(now=now)
    assert sorted(server.readers) == [DEE, MO]
    left = Message.objects.get()
    assert left.problem.startswith("LookupError at ")
    assert "@example.org" not in caplog.text


def test_one_whose_kind_is_gone_waits_and_stops_nobody(
    postcards: Postcards, server: Sink, now: datetime
) -> None:
    post(postcard(SAM, now), postcard(MO, now))
    Message.objects.filter(key=SAM.encode()).update(kind="pigeon")
    deliver_due(now=now)
    assert server.readers == [MO]
    assert Message.objects.get().problem.startswith("KeyError")


@pytest.mark.parametrize("step", ["answer_rcpt", "answer_data"])
def test_refused_for_now_it_is_tried_again_later(
    step: str, postcards: Postcards, server: Sink, now: datetime
) -> None:
    setattr(server, step, lambda _: "451 4.7.1 come back, sam@example.org")
    post(postcard(SAM, now))
    deliver_due(now=now)
    waiting = Message.objects.get()
    assert (waiting.problem, waiting.attempts, waiting.claimed_by) == ("451 4.7.1", 1, None)
    assert timedelta(seconds=48) <= waiting.due_at - now <= timedelta(seconds=72)
    setattr(server, step, lambda _: "250 OK")
    assert deliver_due(now=now + timedelta(seconds=40)) == 0
    assert deliver_due(now=now + timedelta(seconds=80)) == 1
    assert server.readers == [SAM]


@pytest.mark.parametrize("step", ["answer_rcpt", "answer_data"])
def test_refused_for_good_it_is_given_up_loudly_and_may_be_asked_for_again(
    step: str, postcards: Postcards, server: Sink, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    setattr(server, step, lambda to: "550 5.1.1 no such user sam@example.org" if to == SAM else "250 OK")
    post(postcard(SAM, now), postcard(MO, now))
    deliver_due(now=now)
    assert server.readers == [MO]
    given_up = Message.objects.get()
    assert (given_up.given_up_at, given_up.problem) == (now, "550 5.1.1")
    assert postcards.given == [SAM]
    loud = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [str(given_up.pk) in record.getMessage() for record in loud] == [True]
    assert SAM not in caplog.text
    post(postcard(SAM, now))
    assert Message.objects.filter(given_up_at=None).count() == 1


def test_it_is_given_up_after_three_days_of_tries(postcards: Postcards, server: Sink, now: datetime) -> None:
    server.answer_rcpt = lambda _: "451 4.2.2 full"
    post(postcard(SAM, now))
    moment = now
    while (waiting := Message.objects.get()).given_up_at is None:
        moment = max(moment, waiting.due_at)
        assert deliver_due(now=moment) == 1
    assert waiting.attempts == 9
    assert timedelta(days=2, hours=6) < moment - now < timedelta(days=3, hours=12)
    assert postcards.given == [SAM]


def test_a_server_that_is_away_costs_no_message_a_try(
    postcards: Postcards, settings: Settings, now: datetime
) -> None:
    settings.UNDERSIGNED_SMTP = Sink(1).server
    settings.UNDERSIGNED_MAIL_FROM = "petitions@example.org"
    post(*(postcard(f"sam{n}@example.org", now) for n in range(5)))
    with pytest.raises(ServerAway, match="ConnectionRefusedError"):
        deliver_due(now=now)
    rows = Message.objects.values_list("attempts", "claimed_by", "due_at").distinct()
    assert list(rows) == [(0, None, now)]


@pytest.mark.parametrize("step", ["answer_rcpt", "answer_data"])
def test_a_connection_that_breaks_costs_a_try_of_the_mail_in_hand_alone(
    step: str, postcards: Postcards, server: Sink, now: datetime
) -> None:
    setattr(server, step, lambda _: "close")
    post(postcard(SAM, now), postcard(MO, now))
    with pytest.raises(ServerAway):
        deliver_due(now=now)
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 1]
    setattr(server, step, lambda _: "250 OK")
    deliver_due(now=now + timedelta(minutes=2))
    assert sorted(server.readers) == [MO, SAM]


def test_a_relay_that_knows_us_not_is_no_fault_of_the_recipient(
    postcards: Postcards, server: Sink, now: datetime
) -> None:
    server.answer_rcpt = lambda _: "530 5.7.0 authentication required"
    post(postcard(SAM, now), postcard(MO, now))
    with pytest.raises(ServerAway, match=r"530 5\.7\.0"):
        deliver_due(now=now)
    assert not Message.objects.exclude(given_up_at=None).exists()


def test_an_address_over_its_limit_gets_nothing_more_and_nobody_is_told(
    postcards: Postcards,
    server: Sink,
    settings: Settings,
    now: datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.UNDERSIGNED_MAIL_PER_ADDRESS = 2
    post(*(postcard(f"sam+{n}@example.org", now, address=b"sam" * 4) for n in range(4)))
    deliver_due(now=now)
    assert len(server.taken) == 2
    assert not Message.objects.exists()
    assert not caplog.records
    # Whatever waits for these mails need not wait for ever.
    assert (len(postcards.handed), len(postcards.given)) == (2, 2)


def test_a_network_over_its_limit_waits_for_the_next_day(
    postcards: Postcards, server: Sink, settings: Settings, now: datetime
) -> None:
    settings.UNDERSIGNED_MAIL_PER_NETWORK = 3
    post(*(postcard(f"sam{n}@example.org", now, network=b"townhall") for n in range(5)), postcard(MO, now))
    deliver_due(now=now)
    assert len(server.taken) == 4
    midnight = datetime(2026, 11, 25, tzinfo=now.tzinfo)
    assert list(Message.objects.values_list("due_at", "attempts").distinct()) == [(midnight, 0)]
    deliver_due(now=midnight)
    assert len(set(server.readers)) == 6


def test_a_site_over_the_limit_of_its_relay_waits_for_the_next_day(
    postcards: Postcards, server: Sink, settings: Settings, now: datetime
) -> None:
    settings.UNDERSIGNED_MAIL_PER_DAY = 3
    post(*(postcard(f"sam{n}@example.org", now) for n in range(5)))
    deliver_due(now=now)
    assert (len(server.taken), Message.objects.filter(claimed_by=None).count()) == (3, 2)
    assert deliver_due(now=now) == 0
    deliver_due(now=now + timedelta(days=1))
    assert len(set(server.readers)) == 5


def test_a_try_that_failed_is_counted_once_a_day(
    postcards: Postcards, server: Sink, settings: Settings, now: datetime
) -> None:
    settings.UNDERSIGNED_MAIL_PER_ADDRESS = 1
    server.answer_rcpt = lambda _: "451 4.7.1 later"
    post(postcard(SAM, now))
    deliver_due(now=now)
    server.answer_rcpt = lambda _: "250 OK"
    deliver_due(now=now + timedelta(minutes=2))
    assert server.readers == [SAM]
    assert Allowance.objects.get().sent == 1


def test_a_connection_is_made_anew_after_its_share(
    postcards: Postcards, server: Sink, settings: Settings, now: datetime
) -> None:
    settings.UNDERSIGNED_MAIL_PER_CONNECTION = 10
    post(*(postcard(f"sam{n}@example.org", now) for n in range(25)))
    deliver_due(now=now)
    assert (len(server.taken), server.connections) == (25, 3)


def test_a_kind_that_fails_after_its_mail_left_does_not_make_it_leave_again(
    postcards: Postcards,
    server: Sink,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def stumble(message: Message, *, now: datetime) -> None:
        raise LookupError("sam@example.org is nowhere")

    monkeypatch.setattr(postcards, "handed_over", stumble)
    post(postcard(SAM, now))
    deliver_due(now=now)
    assert not Message.objects.exists()
    assert "has left, but: LookupError at " in caplog.text
    assert SAM not in caplog.text


def test_a_kind_that_fails_to_give_up_keeps_no_other_from_leaving(
    postcards: Postcards, server: Sink, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Postcards, "given_up")
    server.answer_rcpt = lambda to: "550 5.1.1 unknown" if to == SAM else "250 OK"
    post(postcard(SAM, now), postcard(MO, now))
    deliver_due(now=now)
    assert server.readers == [MO]
    assert Message.objects.get().due_at == now + timedelta(hours=1)


@pytest.mark.parametrize(("rate", "connections", "size"), [(0, 2, 20), (1, 2, 1), (10, 2, 10), (100, 2, 20)])
def test_a_slow_site_claims_few_so_that_what_is_urgent_need_not_wait(
    rate: float, connections: int, size: int, settings: Settings
) -> None:
    settings.UNDERSIGNED_MAIL_RATE = rate
    settings.UNDERSIGNED_MAIL_CONNECTIONS = connections
    assert batch_size() == size
