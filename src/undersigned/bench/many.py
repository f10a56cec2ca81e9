"""G6: the desk, the front page and what is like it on sites of ten thousand and a hundred thousand petitions."""

import json
from contextlib import ExitStack
from urllib.parse import quote

from undersigned.bench.campaigner import Campaigner, signed_in
from undersigned.bench.measuring import Bench
from undersigned.bench.people import get
from undersigned.bench.processes import Trouble
from undersigned.bench.stand import stand, stand_again
from undersigned.bench.timing import Timed, add_times, take_times

A_SECOND = 50  # petitions that filling makes at the very least, so that it ends
LATER_PEOPLE = 100_000


def many(bench: Bench, numbers: list[int]) -> None:
    """Every size on both engines, side by side."""
    for engine in ("PostgreSQL", "SQLite"):
        if engine == "PostgreSQL" and not bench.has_postgres():
            continue
        with ExitStack() as running:
            sizes = [_filled(bench, running, engine, number) for number in sorted(numbers)]
            take_times(bench, sizes, f"{engine}, many petitions")
        add_times(bench, sizes, engine)


def _filled(bench: Bench, running: ExitStack, engine: str, number: int) -> Timed:
    """A site with so many petitions of one team, which runs as long as `running` lasts."""
    bench.progress.say(f"{engine}: filling a site with {number:,} petitions")
    name = f"many_{number}_{engine.lower()}"
    site = bench.site(name, database_url=bench.database(name) if engine == "PostgreSQL" else "")
    with stand(site) as new:
        slug = new.slug
    call = f"fill_petitions({slug!r}, {number})"
    command = f"from undersigned.bench.filling_petitions import fill_petitions; {call}"
    done = site.run("shell", "--no-imports", "-c", command, patience=60 + number / A_SECOND)
    if done.returncode != 0:
        raise Trouble(f"filling failed: {done.stderr.strip()[-300:]}")
    again = running.enter_context(stand_again(site, slug, first_person=LATER_PEOPLE))
    ada = signed_in(site, slug)
    return Timed(f"{number:,} petitions", site.port, _requests(ada, again.slug, json.loads(done.stdout)))


def _requests(ada: Campaigner, slug: str, sample: dict[str, str]) -> dict[str, bytes]:
    title = quote(sample["title"])
    return {
        "front page": get("/", ada.port),
        "petition": get(f"/p/{slug}", ada.port),
        "desk": ada.get("/desk/"),
        "desk, from the middle": ada.get(f"/desk/?after={sample['number']}"),
        "desk, looking for words": ada.get(f"/desk/?q={quote(sample['word'])}%20council"),
        "desk, looking for no word of any": ada.get("/desk/?q=nowhere"),
        "desk, looking for an address": ada.get(f"/desk/?q={sample['slug']}"),
        "desk, a petition": ada.get(f"/desk/p/{sample['slug']}"),
        "start": ada.get("/desk/start"),
        "start, who asks for the same": ada.get(f"/desk/start/near?title={title}"),
    }
