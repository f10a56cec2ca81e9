"""The worker is killed while mails leave: afterwards none is missing, and hardly one came twice."""

from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from tests.mailing.post import Sink, sink
from tests.mailing.signers import office

SIGNERS = 180
CONNECTIONS = 2


def has_taken(server: Sink, number: int) -> bool:
    return len(server.taken) >= number


def test_after_a_kill_every_signer_gets_the_mail_and_hardly_one_gets_it_twice(tmp_path: Path) -> None:
    with (
        sink() as server,
        office(tmp_path, server.port, signers=SIGNERS, UNDERSIGNED_MAIL_CONNECTIONS=str(CONNECTIONS)) as post,
    ):
        killed = post.start_worker()
        post.wait_until(lambda: len(server.taken) >= SIGNERS / 3)
        killed.kill()
        killed.wait(10)
        assert len(server.taken) < SIGNERS
        after = post.start_worker()
        post.wait_until(lambda: len(set(server.readers)) == SIGNERS)
        post.wait_until(lambda: "nothing waits" in post.run("mail").stdout)
        after.terminate()
        assert after.wait(10) == 0
        ids = {(str(mail["to"]), str(mail["message-id"])) for mail in server.taken}
        assert len(ids) == SIGNERS
        assert sum(count - 1 for count in Counter(server.readers).values()) <= CONNECTIONS


@pytest.mark.soak
def test_after_eight_kills_every_signer_gets_the_mail_and_few_get_it_twice(tmp_path: Path) -> None:
    signers, kills = 1500, 8
    with (
        sink() as server,
        office(tmp_path, server.port, signers=signers, UNDERSIGNED_MAIL_CONNECTIONS=str(CONNECTIONS)) as post,
    ):
        for kill in range(1, kills + 1):
            killed = post.start_worker()
            share = signers * kill // (kills + 1)
            post.wait_until(partial(has_taken, server, share), seconds=60)
            killed.kill()
            killed.wait(10)
        post.start_worker()
        post.wait_until(lambda: len(set(server.readers)) == signers, seconds=60)
        ids = {(str(mail["to"]), str(mail["message-id"])) for mail in server.taken}
        assert len(ids) == signers
        assert sum(count - 1 for count in Counter(server.readers).values()) <= CONNECTIONS * kills
