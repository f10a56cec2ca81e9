"""Sites of the benchmark whose petition was filled with signatures, and that were stopped again."""

import json
from dataclasses import dataclass

from undersigned.bench.database import opened
from undersigned.bench.measuring import Bench
from undersigned.bench.processes import Trouble
from undersigned.bench.shape import Shape
from undersigned.bench.site import Site
from undersigned.bench.sizes import each, sizes
from undersigned.bench.stand import stand

A_SECOND = 500  # signatures that filling makes at the very least, so that it ends


@dataclass(frozen=True, slots=True)
class Filled:
    """A stopped site whose petition was filled, and one of the signatures in the middle.

    `before` signatures were there before it was filled.
    """

    signatures: int
    site: Site
    slug: str
    shapes: list[Shape]
    sample: dict[str, str]
    bytes_each: dict[str, float]  # by table and index

    @property
    def before(self) -> int:
        return int(self.sample["before"])


def fill(bench: Bench, engine: str, number: int, *, name: str = "", has_postal_codes: bool = False) -> Filled:
    """A new site, a few real signatures for a pattern, and so many like them."""
    name = f"{name or f'grown_{number}'}_{engine.lower()}"
    site = bench.site(name, database_url=bench.database(name) if engine == "PostgreSQL" else "")
    bench.progress.say(f"{engine}: filling a petition with {number:,} signatures")
    with stand(site) as new:
        shapes = new.probe()
        new.confirm(connections=4, seconds=30)
        slug = new.slug
        bench.finish(new)
        before = sizes(new.database)
    call = f"fill({slug!r}, {number}, has_postal_codes={has_postal_codes})"
    command = f"from undersigned.bench.filling import fill; {call}"
    done = site.run("shell", "--no-imports", "-c", command, patience=60 + number / A_SECOND)
    if done.returncode != 0:
        raise Trouble(f"filling failed: {done.stderr.strip()[-300:]}")
    with opened(site.database_url, site.home) as database:
        grown = each(before, sizes(database), number)
    return Filled(number, site, slug, shapes, json.loads(done.stdout), grown)
