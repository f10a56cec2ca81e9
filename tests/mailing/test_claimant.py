"""Claimants: alive while their process is, and seen to be dead however it ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

from undersigned.mailing.claimant import claimant, dead_claimants

HOLD = """
import sys, time
from pathlib import Path
from undersigned.mailing.claimant import claimant
with claimant(Path(sys.argv[1])) as name:
    print(name, flush=True)
    time.sleep(60)
"""


def test_whoever_lives_is_not_taken_for_dead(tmp_path: Path) -> None:
    with claimant(tmp_path) as mine, claimant(tmp_path) as yours:
        assert mine != yours
        assert not list(dead_claimants(tmp_path))
    assert not list(dead_claimants(tmp_path))
    assert not list(tmp_path.iterdir())


def test_whoever_was_killed_is_seen_to_be_dead_once(tmp_path: Path) -> None:
    holding = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=os.environ
    )
    assert holding.stdout is not None
    name = UUID(holding.stdout.readline().strip())
    assert not list(dead_claimants(tmp_path))
    holding.send_signal(signal.SIGKILL)
    holding.wait(10)
    holding.stdout.close()
    assert list(dead_claimants(tmp_path)) == [name]
    assert not list(dead_claimants(tmp_path))
