"""G9: all of a petition as an archive, by the command: how fast, in how much memory, and whether all of it is there."""

import json
import subprocess
import time
from pathlib import Path
from uuid import UUID

from undersigned.bench.database import as_uuid
from undersigned.bench.figures import Goal
from undersigned.bench.measuring import Bench
from undersigned.bench.memory import Watch
from undersigned.bench.processes import Trouble, begin, last_line
from undersigned.bench.site import COMMAND, Site
from undersigned.bench.stand import Stand
from undersigned.kit.bundle import members
from undersigned.kit.locked import unlocked

PASSPHRASE = "nobody keeps a secret in here"  # noqa: S105
MOST = 350.0  # MiB, as of any job
PATIENCE = 3600.0  # seconds


def archiving(bench: Bench, engine: str, stand: Stand) -> None:
    """Write the archive once; open it again and look for every signature."""
    rows = stand.database.rows("SELECT id FROM signing_signature WHERE petition_id = %s", [stand.petition])
    what = f"{engine}, {len(rows):,} rows, the whole archive"
    bench.progress.say(what)
    file = stand.site.home / "petition.undersigned"
    seconds, most = written(stand.site, stand.slug, file)
    kept = {as_uuid(row_id) for (row_id,) in rows}
    if (found := archived(file)) != kept:
        bench.wrong.append(
            f"G9, {what}: {len(found - kept)} that are not there, {len(kept - found)} are missing"
        )
    bench.add(Goal("G9 archive", what, len(rows) / seconds, "rows/s"))
    bench.add(Goal("G9 archive", f"{what}: memory of the command", most, "MiB", most=MOST))
    file.unlink()


def written(site: Site, slug: str, file: Path) -> tuple[float, float]:
    """Write the archive of a petition; see `watched`."""
    return watched(site, "export", slug, "--archive", str(file), "--passphrase", str(secret(site)))


def secret(site: Site) -> Path:
    """A file with the passphrase of every archive of the benchmark."""
    file = site.home / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    return file


def watched(site: Site, *words: str) -> tuple[float, float]:
    """The seconds that a command of a site took, its start included, and the most MiB. Raises Trouble."""
    log = site.home / "watched.log"
    started_at = time.perf_counter()
    process = begin([*COMMAND, *words], log, environment=site.environment, folder=site.home)
    with Watch([process.pid]) as watch:
        try:
            code = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise Trouble(f"{words[0]} took more than {PATIENCE:.0f} s") from None
    if code != 0:
        raise Trouble(f"{words[0]}: {last_line(log)}")
    return time.perf_counter() - started_at, watch.most


def archived(file: Path) -> set[UUID]:
    """The ids of the signatures in an archive."""
    found: set[UUID] = set()
    with file.open("rb") as whole:
        for member in members(unlocked(whole, PASSPHRASE)):
            if member.name.startswith("signatures/"):
                heading, *lines = member.content.splitlines()
                place = json.loads(heading).index("id")
                found |= {UUID(json.loads(line)[place]) for line in lines}
    return found
