"""Packs asked for, made, fetched and gone: once, by one worker, again after a crash, and never past their time."""

import errno
import json
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.files.storage import storages
from django.db import connection

from tests.delivery.packs import files_of, handover_of, signed_by
from tests.desk.members import account
from tests.people import ada_drafts, ada_opens
from undersigned.delivery import book, making, packs, storing
from undersigned.delivery.models import Pack
from undersigned.ops import retention
from undersigned.ops.models import AuditEntry
from undersigned.people.models import User
from undersigned.petitions import datakeys, keeping
from undersigned.petitions.models import DataKey, Petition

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(now: datetime) -> User:
    return account("ada", now)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    yield
    for pack in Pack.objects.exclude(file=""):
        storing.remove(pack.file)


def signed(now: datetime) -> Petition:
    petition = ada_opens(now, hands_over="names")
    signed_by(petition, now, [("Samantha", "Okafor"), ("Dee", "")])
    return petition


def made(petition: Petition, ada: User, now: datetime, **wanted: Any) -> Pack:
    pack = packs.ask(petition, by=ada, now=now, **wanted)
    assert making.make_waiting(now, clock=lambda: now) == 1
    pack.refresh_from_db()
    return pack


def fetched(pack: Pack, ada: User, now: datetime) -> bytes:
    return b"".join(packs.fetch(pack, by=ada, now=now))


def test_a_pack_is_asked_for_made_and_fetched_and_each_is_written_down(ada: User, now: datetime) -> None:
    petition = signed(now)
    pack = made(petition, ada, now, handover=handover_of(petition, now))
    assert (pack.state, pack.signatures, pack.done, pack.total) == ("ready", 2, 2, 2)
    whole = fetched(pack, ada, now)
    assert (len(whole), sha256(whole).hexdigest()) == (pack.size, pack.sha256)
    assert json.loads(files_of(whole)["manifest.json"])["signatures"] == 2
    assert packs.file_name(pack) == f"petition-P{petition.public_number}-H1.zip"
    acts = AuditEntry.objects.filter(subject=f"petition {petition.public_number}").exclude(action="publish")
    assert [(one.action, one.actor_name) for one in acts.order_by("id")] == [
        ("ask for a pack", ada.called),
        ("make a pack", "worker"),
        ("fetch a pack", ada.called),
    ]


def test_at_rest_it_is_sealed_and_who_destroys_the_key_destroys_it(ada: User, now: datetime) -> None:
    petition = signed(now)
    pack = made(petition, ada, now)
    with storages["private"].open(pack.file) as file:
        kept = file.read()
    assert b"PK\x03\x04" not in kept
    assert b"Samantha" not in kept
    assert pack.has_names
    assert datakeys.destroy(petition)
    with pytest.raises(packs.PackRefused):
        fetched(pack, ada, now)


def test_a_changed_byte_at_rest_is_never_given_out_as_whole(ada: User, now: datetime) -> None:
    pack = made(signed(now), ada, now)
    path = Path(storages["private"].path(pack.file))
    kept = path.read_bytes()
    for place in (0, 5, 61, 70, len(kept) // 2, len(kept) - 1):
        path.write_bytes(kept[:place] + bytes([kept[place] ^ 1]) + kept[place + 1 :])
        with pytest.raises((packs.PackRefused, storing.PackGone)):
            fetched(pack, ada, now)
    path.unlink()
    with pytest.raises(packs.PackRefused):
        fetched(pack, ada, now)


def test_one_packs_file_is_no_other_packs(ada: User, now: datetime) -> None:
    petition = signed(now)
    first, second = made(petition, ada, now), made(petition, ada, now)
    second.file, kept = first.file, second.file
    with pytest.raises(packs.PackRefused):
        fetched(second, ada, now)
    storing.remove(kept)


def test_without_a_name_it_outlives_the_key(ada: User, now: datetime) -> None:
    petition = ada_opens(now)
    signed_by(petition, now, [("Samantha", "Okafor")])
    pack = made(petition, ada, now)
    assert not pack.has_names
    datakeys.destroy(petition)
    retention.forget_due(now)
    pack.refresh_from_db()
    assert fetched(pack, ada, now)


def test_it_expires_and_its_file_goes(ada: User, now: datetime) -> None:
    pack = made(signed(now), ada, now)
    late = now + packs.KEPT_FOR
    with pytest.raises(packs.PackRefused):
        fetched(pack, ada, late)
    assert retention.count_due(late)["packs whose time is over"] == 1
    assert retention.forget_due(late)["packs whose time is over"] == 1
    pack.refresh_from_db()
    assert (pack.state, pack.file) == ("gone", "")
    assert not storages["private"].exists(f"packs/{pack.public_id.hex}")
    assert pack.sha256  # whoever was handed it can still hold it against this


def test_it_goes_with_the_people_who_are_named_in_it_unless_they_are_held(ada: User, now: datetime) -> None:
    petition = signed(now)
    pack = made(petition, ada, now)
    Petition.objects.filter(pk=petition.pk).update(
        closed_at=now - timedelta(days=400), state="closed", keep_months=6
    )
    keeping.hold(petition, why="a court", now=now)
    retention.forget_due(now)
    pack.refresh_from_db()
    assert pack.state == "ready"
    keeping.lift_hold(petition)
    path = storages["private"].path(pack.file)
    retention.forget_due(now)
    pack.refresh_from_db()
    assert pack.state == "gone"
    assert not Path(path).exists()
    assert not DataKey.objects.filter(pk=petition.pk).exists()


def test_who_presses_twice_has_one_pack(ada: User, now: datetime) -> None:
    petition = signed(now)
    first = packs.ask(petition, by=ada, now=now)
    assert packs.ask(petition, by=ada, has_scripts=False, now=now) == first
    making.make_waiting(now, clock=lambda: now)
    assert packs.ask(petition, by=ada, now=now) != first


def test_a_draft_has_no_pack_and_no_key_is_no_lock(ada: User, now: datetime) -> None:
    with pytest.raises(packs.PackRefused, match="unseen"):
        packs.ask(ada_drafts(now), by=ada, now=now)
    for key in ("age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA"):
        with pytest.raises(packs.PackRefused, match="key"):
            packs.ask(signed(now), by=ada, locked_to=key, now=now)
        break


def test_the_digest_is_of_what_is_fetched_when_it_is_locked(ada: User, now: datetime) -> None:
    dee = pyrage.x25519.Identity.generate()
    pack = made(signed(now), ada, now, locked_to=str(dee.to_public()))
    whole = fetched(pack, ada, now)
    assert sha256(whole).hexdigest() == pack.sha256
    assert packs.file_name(pack).endswith(".zip.age")
    assert "signatures.pdf" in files_of(pyrage.decrypt(whole, [dee]))


def test_a_pack_is_claimed_once_and_again_when_its_worker_fell_silent(ada: User, now: datetime) -> None:
    pack = packs.ask(signed(now), by=ada, now=now)
    assert making.claim(now) == pack
    assert making.claim(now + making.LEASE) is None
    late = now + making.LEASE + timedelta(seconds=1)
    again = making.claim(late)
    assert again == pack
    assert again
    making.make(again, clock=lambda: late)
    pack.refresh_from_db()
    assert (pack.state, pack.tries) == ("ready", 2)


def test_of_two_workers_on_one_pack_the_second_wins_and_one_file_stays(ada: User, now: datetime) -> None:
    pack = packs.ask(signed(now), by=ada, now=now)
    slow = making.claim(now)
    assert slow
    late = now + making.LEASE + timedelta(seconds=1)
    quick = making.claim(late)
    assert quick
    making.make(slow, clock=lambda: late)  # it comes back and finds that it lost
    pack.refresh_from_db()
    assert pack.state == "making"
    making.make(quick, clock=lambda: late)
    pack.refresh_from_db()
    assert pack.state == "ready"
    mine = [name for name in storages["private"].listdir("packs")[1] if name.startswith(pack.public_id.hex)]
    assert [f"packs/{name}" for name in mine] == [pack.file]


def test_who_loses_it_at_the_last_moment_leaves_no_file(ada: User, now: datetime, monkeypatch: Any) -> None:
    pack = packs.ask(signed(now), by=ada, now=now)
    slow = making.claim(now)
    assert slow
    keep = storing.keep

    def stolen(*args: Any, **named: Any) -> str:
        name = keep(*args, **named)
        Pack.objects.filter(pk=pack.pk).update(claimed_at=now + timedelta(days=1))
        return name

    monkeypatch.setattr(storing, "keep", stolen)
    making.make(slow, clock=lambda: now)
    assert not [n for n in storages["private"].listdir("packs")[1] if n.startswith(pack.public_id.hex)]


def test_what_kills_its_worker_again_and_again_is_given_up(ada: User, now: datetime) -> None:
    pack = packs.ask(signed(now), by=ada, now=now)
    for number in range(making.TRIES):
        assert making.claim(now + (making.LEASE * 2) * number)
    assert making.make_waiting(now + making.LEASE * 20, clock=lambda: now) == 1
    pack.refresh_from_db()
    assert (pack.state, pack.problem) == ("failed", "gave-up")


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk-full"),
        (OSError(errno.EIO, "broken"), "broken"),
        (book.BookFailed("a part ended with -9"), "broken"),
        (ValueError("sam@example.org"), "broken"),
        (DataKey.DoesNotExist(), "forgotten"),
    ],
)
def test_what_goes_wrong_is_said_and_keeps_nobody_waiting(
    now: datetime, monkeypatch: Any, caplog: Any, error: Exception, problem: str
) -> None:
    ada = account("ada", now)
    pack = packs.ask(signed(now), by=ada, now=now)

    def fails(*_: Any, **__: Any) -> str:
        raise error

    monkeypatch.setattr(storing, "keep", fails)
    making.make_waiting(now, clock=lambda: now)
    pack.refresh_from_db()
    assert (pack.state, pack.problem) == ("failed", problem)
    assert "sam@example.org" not in caplog.text
    assert packs.ask(pack.petition, by=ada, now=now) != pack


def test_a_petition_that_is_forgotten_meanwhile_leaves_no_pack(
    ada: User, now: datetime, monkeypatch: Any
) -> None:
    petition = signed(now)
    pack = packs.ask(petition, by=ada, now=now)
    keep = storing.keep

    def forgotten(*args: Any, **named: Any) -> str:
        name = keep(*args, **named)
        datakeys.destroy(petition)
        return name

    monkeypatch.setattr(storing, "keep", forgotten)
    making.make_waiting(now, clock=lambda: now)
    pack.refresh_from_db()
    assert (pack.state, pack.problem, pack.file) == ("failed", "forgotten", "")
    assert not [n for n in storages["private"].listdir("packs")[1] if n.startswith(pack.public_id.hex)]


def test_a_worker_that_is_to_end_gives_the_pack_back(ada: User, now: datetime, monkeypatch: Any) -> None:
    pack = packs.ask(signed(now), by=ada, now=now)
    claimed = making.claim(now)
    assert claimed
    monkeypatch.setattr(making, "is_stopping", lambda: True)
    making.make(claimed, clock=lambda: now)
    pack.refresh_from_db()
    assert (pack.state, pack.tries, pack.claimed_at) == ("waiting", 0, None)


def test_what_a_dead_worker_left_behind_goes_after_a_day(ada: User, now: datetime) -> None:
    pack = made(signed(now), ada, now)
    left = storing.keep(pack.public_id, pack.petition_id, [b"names"], has_names=True)
    today = datetime.now(UTC)
    assert left not in storing.left_behind(today)
    later = today + timedelta(days=2)
    assert left in storing.left_behind(later)
    assert pack.file not in storing.left_behind(later)
    packs.RULES[1].forget(later)
    assert not storages["private"].exists(left)
    assert storages["private"].exists(pack.file)


def test_the_book_is_drawn_in_parts_and_volumes(ada: User, now: datetime, monkeypatch: Any) -> None:
    petition = ada_opens(now, hands_over="names")
    signed_by(petition, now, [(f"Sam{n}", "Okafor") for n in range(7)])
    monkeypatch.setattr(book, "AT_ONCE", 2)
    monkeypatch.setattr(book, "MOST_IN_A_VOLUME", 4)
    pack = made(petition, ada, now)
    files = files_of(fetched(pack, ada, now))
    assert {"signatures-1.pdf", "signatures-2.pdf"} <= set(files)
    assert b"signatures.pdf" in files["README.txt"]


def test_a_part_that_cannot_be_drawn_fails_the_pack(ada: User, now: datetime, monkeypatch: Any) -> None:
    def killed(command: Any, **_: Any) -> Any:
        return subprocess.CompletedProcess(command, -9, b"", b"Samantha")

    monkeypatch.setattr(subprocess, "run", killed)
    pack = made(signed(now), ada, now)
    assert (pack.state, pack.problem) == ("failed", "broken")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["ask", "claim"])
def test_two_at_once_make_one(what: str, now: datetime) -> None:
    petition, ada = signed(now), account("ada", now)
    if what == "claim":
        packs.ask(petition, by=ada, now=now)
    found: list[Any] = []

    def act() -> None:
        try:
            found.append(packs.ask(petition, by=ada, now=now) if what == "ask" else making.claim(now))
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2 if connection.vendor == "postgresql" else 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Pack.objects.count() == 1
    assert len([one for one in found if one]) == (len(threads) if what == "ask" else 1)
