"""All of a petition of a million signatures moves to the other engine in memory that does not grow with it."""

import pytest

from undersigned.bench.archiving import MOST, secret, watched, written
from undersigned.bench.database import Database, opened
from undersigned.bench.filled import fill
from undersigned.bench.measuring import Bench, Plan, bench
from undersigned.bench.site import Site

ROWS = 1_000_000


@pytest.mark.soak
@pytest.mark.parametrize(("source", "target"), [("SQLite", "PostgreSQL"), ("PostgreSQL", "SQLite")])
def test_a_million_signatures_move_in_little_memory(source: str, target: str) -> None:
    with bench(Plan()) as work:
        filled = fill(work, source, ROWS)
        file = work.folder / "petition.undersigned"
        _, most_written = written(filled.site, filled.slug, file)
        arrived = empty(work, target)
        _, most_read = watched(arrived, "import", str(file), "--passphrase", str(secret(arrived)))
        assert most_written <= MOST
        assert most_read <= MOST
        with (
            opened(filled.site.database_url, filled.site.home) as before,
            opened(arrived.database_url, arrived.home) as after,
        ):
            assert numbers(after) == numbers(before)
        assert arrived.run("recount").returncode == 0
        assert work.wrong == []


def empty(work: Bench, engine: str) -> Site:
    """A site that is not there yet: its first command makes keys and tables."""
    url = work.postgres().create("arrived") if engine == "PostgreSQL" else ""
    site = work.site("arrived", database_url=url)
    site.home.mkdir()
    return site


def numbers(database: Database) -> list[list[tuple[object, ...]]]:
    """What must be the same on both sites: signatures by state, their numbers, consents, tallies."""
    return [
        database.rows(
            "SELECT state, count(*), sum(number) FROM signing_signature GROUP BY state ORDER BY state"
        ),
        database.rows("SELECT count(*) FROM signing_consent"),
        database.rows(
            "SELECT kind, count(*), sum(signatures) FROM signing_tally "
            "WHERE kind <> 'signed' GROUP BY kind ORDER BY kind"
        ),
    ]
