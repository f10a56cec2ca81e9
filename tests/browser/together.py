"""One site for all processes of a run: whoever needs it first sets it up, and stops it when nobody looks any more."""

import fcntl
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.browser.places import Places, set_up
from tests.issuer import issuer
from tests.live import Site, running_site
from tests.prepared import TOGETHER


@contextmanager
def places_of_all() -> Iterator[Places]:
    """Every page and state; those that another process has set up, if one has."""
    folder = Path(os.environ[TOGETHER]) / "places"
    folder.mkdir(exist_ok=True)
    kept = folder / "kept"
    with (folder / "turn").open("ab") as turn, (folder / "lookers").open("ab") as lookers:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if kept.exists():
            fcntl.flock(lookers, fcntl.LOCK_SH)
            fcntl.flock(turn, fcntl.LOCK_UN)
            yield pickle.loads(kept.read_bytes())  # noqa: S301 - another process of this very run wrote it
            return
        home = folder / f"home-{os.getpid()}"
        with issuer() as provider, running_site(home, **provider.settings) as site:
            places = set_up(site)
            # Its process is this one's child, and nobody else's to stop.
            others = Site(site.home, site.environment)
            kept.write_bytes(pickle.dumps(Places(others, places.paths, places.answers, places.cookies)))
            fcntl.flock(turn, fcntl.LOCK_UN)
            yield places
            _when_nobody_looks(turn, lookers, kept)


def _when_nobody_looks(turn: IO[bytes], lookers: IO[bytes], kept: Path) -> None:
    fcntl.flock(turn, fcntl.LOCK_EX)  # whoever comes from now on sets up their own
    kept.unlink()
    fcntl.flock(turn, fcntl.LOCK_UN)
    fcntl.flock(lookers, fcntl.LOCK_EX)
