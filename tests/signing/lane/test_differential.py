"""The lane and Django are asked the same: they answer the same, and leave the same rows and mails."""

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import prepared
from tests.live import own_database, surroundings
from tests.signing.lane.strangers import Request, Stranger
from tests.signing.lane.ways import Answered

ROOT = Path(__file__).resolve().parents[3]
AT_A_TIME = 100
PUBLIC = {
    "UNDERSIGNED_URL": "https://petitions.example.org",
    "UNDERSIGNED_RESPONSIBLE": "Ada",
    "UNDERSIGNED_TRUSTED_PROXIES": "127.0.0.0/8,10.0.0.0/8",
}


class Way:
    """A process that answers with the lane on or off."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.signing.lane.ways"],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def say(self, command: str, given: Any = None) -> None:
        assert self._process.stdin is not None
        pickle.dump((command, given), self._process.stdin)
        self._process.stdin.flush()

    def hear(self) -> Any:
        assert self._process.stdout is not None
        return pickle.load(self._process.stdout)  # noqa: S301 - our own child process

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        assert self._process.wait(20) == 0


class Ways:
    """Both, each with a database and a data folder that were equal at the beginning."""

    def __init__(self, lane: Way, django: Way) -> None:
        self.both = (lane, django)

    def ask(self, command: str, given: Any = None) -> tuple[Any, Any]:
        """What each of them says."""
        for way in self.both:
            way.say(command, given)
        lane, django = (way.hear() for way in self.both)
        return lane, django

    def agree(self, command: str, given: Any = None) -> Any:
        """What both of them say. Fails where they say different things."""
        lane, django = self.ask(command, given)
        if lane != django:
            pytest.fail(f"{command}: {unequal(lane, django)}")
        return lane

    def compare(self, requests: Sequence[Request], *, together: bool = False) -> list[int]:
        """Have both answer; the statuses. Fails with the first requests that are answered differently."""
        lane, django = self.ask("together" if together else "one by one", requests)
        different = [
            f"{request}\n{difference(one, other)}"
            for request, one, other in zip(requests, lane, django, strict=True)
            if one != other and not is_newer_answer(request, one, other)
        ]
        assert not different, "\n".join([f"{len(different)} of {len(requests)}", *different[:5]])
        self.agree("mails")
        return [status for status, _, _ in lane]


def unequal(lane: Any, django: Any) -> str:
    """What one has and the other has not: the first few."""
    if isinstance(lane, dict):
        return "; ".join(
            f"{name} {unequal(lane[name], django[name])}" for name in lane if lane[name] != django[name]
        )
    if not isinstance(lane, list):
        return f"{lane}, not {django}"
    more, missing = (
        [row for row in one if row not in other][:3] for one, other in ((lane, django), (django, lane))
    )
    return f"{len(lane)}, not {len(django)}; more: {more}; missing: {missing}"


def is_newer_answer(request: Request, lane: Answered, django: Answered) -> bool:
    """Whether the lane rightly says "not modified" in fewer words, or where Django asks it only of GET."""
    if lane[0] != 304 or dict(request.headers).get("if-none-match") != "*":
        return False
    is_known = django[0] == 304 or (django[0] == 200 and request.method == "HEAD")
    return is_known and {name for name, _ in lane[1]} <= {
        "cache-control",
        "vary",
        "access-control-allow-origin",
    }


def difference(lane: Answered, django: Answered) -> str:
    """What differs between two answers, in few words."""
    told = [f"status {lane[0]}, not {django[0]}"] if lane[0] != django[0] else []
    told += [f"header {pair}" for pair in sorted(set(lane[1]) ^ set(django[1]))]
    same = next(
        (n for n, (one, other) in enumerate(zip(lane[2], django[2], strict=False)) if one != other), 0
    )
    if lane[2] != django[2]:
        told += [f"body {body[max(0, same - 60) : same + 60]!r}" for body in (lane[2], django[2])]
    return "\n".join(told)


@contextmanager
def two_ways(folder: Path, settings: dict[str, str]) -> Iterator[Ways]:
    server = os.environ.get("DATABASE_URL")
    with ExitStack() as stack:
        own = {
            "DJANGO_SETTINGS_MODULE": "undersigned.settings",
            "PYTHONHASHSEED": "0",
        }  # policies in one order
        own["UNDERSIGNED_GATE_NETWORK"] = "0"  # all sign from a few machines
        environment = surroundings(folder / "first") | settings | own
        if server:
            environment["DATABASE_URL"] = stack.enter_context(own_database(server, prepared.database_like()))
        (folder / "first").mkdir()
        prepared.put_into(folder / "first")
        command = [sys.executable, "-m", "tests.signing.lane.world"]
        subprocess.run(command, env=environment, cwd=ROOT, check=True, timeout=60)
        shutil.copytree(folder / "first", folder / "second")
        second = environment | {"UNDERSIGNED_HOME": str(folder / "second"), "UNDERSIGNED_LANE": "off"}
        if server:
            second["DATABASE_URL"] = stack.enter_context(
                own_database(server, like=environment["DATABASE_URL"])
            )
        ways = Ways(Way(environment), Way(second))
        for way in ways.both:
            stack.callback(way.close)
        yield ways


def run(ways: Ways, *, number: int, seed: int, is_public: bool) -> None:
    stranger = Stranger(seed, is_public=is_public)
    statuses: list[int] = []
    for start in range(0, number // 2, AT_A_TIME):
        requests = [
            stranger.reading() if n % 5 == 0 else stranger.signing() for n in range(start, start + AT_A_TIME)
        ]
        statuses += ways.compare(requests)
    signed = ways.agree("rows")["signatures"]
    rows = ways.agree("links")
    for _ in range(0, number // 2, AT_A_TIME):
        statuses += ways.compare([stranger.confirming(rows) for _ in range(AT_A_TIME)])
        ways.agree("rows")
    assert len(statuses) >= number
    assert len(signed) > number / 10
    teams = {team for _, team, _, _ in ways.agree("rows")["consents"]}
    assert len(teams) == 3  # the petition's own, and two that stand beside one
    assert {200, 302, 400, 404, 405, 409, 410, 415, 422} - {415} <= set(statuses)


@pytest.mark.parametrize("settings", [{}, PUBLIC], ids=["at home", "public"])
def test_both_ways_answer_alike_and_leave_the_same(tmp_path: Path, settings: dict[str, str]) -> None:
    number = 400 if "DATABASE_URL" in os.environ else 800  # fifty thousand below
    with two_ways(tmp_path, settings) as ways:
        run(ways, number=number, seed=number, is_public=bool(settings))


@pytest.mark.soak
@pytest.mark.parametrize("settings", [{}, PUBLIC], ids=["at home", "public"])
def test_fifty_thousand_requests_are_answered_alike(tmp_path: Path, settings: dict[str, str]) -> None:
    with two_ways(tmp_path, settings) as ways:
        run(ways, number=25_000, seed=4, is_public=bool(settings))
