"""The worker as its operators run it: a process, or two, beside a mail server and a database that may go away."""

import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.live import free_port
from tests.mailing.post import sink
from tests.mailing.signers import Office, office
from tests.postgres import postgres


def ends_well(worker: "subprocess.Popen[bytes]") -> bool:
    """Ask it to stop; whether it did so in order."""
    worker.terminate()
    return worker.wait(10) == 0


def test_two_workers_send_no_mail_twice_and_never_pass_the_limit_of_the_day(tmp_path: Path) -> None:
    with sink() as server, office(tmp_path, server.port, signers=90, UNDERSIGNED_MAIL_PER_DAY="60") as post:
        workers = [post.start_worker(), post.start_worker()]
        post.wait_until(lambda: len(server.taken) >= 60)
        time.sleep(1.5)
        assert len(server.readers) == len(set(server.readers)) == 60
        assert server.most_at_once <= 4
        assert all(ends_well(worker) for worker in workers)
        assert "30 confirm waiting" in post.run("mail").stdout
        assert not list((tmp_path / "workers").iterdir())


def test_a_relay_of_thirty_a_second_gets_no_more_over_any_number_of_connections(tmp_path: Path) -> None:
    limits = {"UNDERSIGNED_MAIL_RATE": "30", "UNDERSIGNED_MAIL_CONNECTIONS": "4"}
    with sink() as server, office(tmp_path, server.port, signers=46, **limits) as post:
        post.start_worker()
        post.wait_until(lambda: len(server.taken) == 46)
        assert server.taken_at[-1] - server.taken_at[0] >= 1.2  # 45 gaps, less what the first connection took


def test_told_to_stop_it_finishes_the_mail_in_hand_and_leaves_the_rest(tmp_path: Path) -> None:
    begun = threading.Event()

    def slow(_: str) -> str:
        begun.set()
        time.sleep(0.7)
        return "250 OK"

    with sink() as server, office(tmp_path, server.port, signers=9, UNDERSIGNED_MAIL_CONNECTIONS="1") as post:
        server.answer_data = slow
        worker = post.start_worker()
        post.wait_until(begun.is_set)
        assert ends_well(worker)
        assert len(server.taken) == 1
        assert "8 confirm waiting" in post.run("mail").stdout
        server.answer_data = lambda _: "250 OK"
        post.start_worker()
        post.wait_until(lambda: len(server.taken) == 9)
        assert len(set(server.readers)) == 9


def test_a_mail_server_that_comes_late_gets_every_mail(tmp_path: Path) -> None:
    port = free_port()
    with office(tmp_path, port, signers=5) as post:
        post.start_worker()
        post.wait_until(lambda: "mail server" in post.log)
        assert "5 confirm waiting" in post.run("mail").stdout
        with sink(port) as server:
            post.wait_until(lambda: len(server.taken) == 5)
            post.wait_until(lambda: "no longer" in post.log)
        assert post.log.count("\n") == 2
        assert "@" not in post.log


def test_a_sender_that_is_no_address_is_refused_at_start(tmp_path: Path) -> None:
    home = Office(tmp_path, {"UNDERSIGNED_HOME": str(tmp_path), "UNDERSIGNED_MAIL_FROM": "petitions"})
    assert "UNDERSIGNED_MAIL_FROM must be an address" in home.run("worker", code=1).stderr


@pytest.mark.postgres
def test_a_database_that_is_killed_while_a_mail_leaves_costs_no_mail_and_repeats_none(tmp_path: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def waits(_: str) -> str:
        begun.set()
        go_on.wait(10)
        return "250 OK"

    with postgres() as database, sink() as server:
        url, one = database.url, {"UNDERSIGNED_MAIL_CONNECTIONS": "1"}
        with office(tmp_path, server.port, signers=30, database=url, **one) as post:
            server.answer_data = waits
            worker = post.start_worker()
            post.wait_until(begun.is_set)
            database.kill()
            go_on.set()
            post.wait_until(lambda: len(server.taken) == 1)
            time.sleep(1)
            assert len(server.taken) == 1
            database.start()
            post.wait_until(lambda: len(server.taken) == 30, seconds=20)
            post.wait_until(lambda: "nothing waits" in post.run("mail").stdout)
            assert len(set(server.readers)) == 30
            assert ends_well(worker)
