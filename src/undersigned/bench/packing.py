"""G12: the pack of a petition with 50,000 signatures, by the command: how long, in how much memory, how many pages."""

import io
import json
import zipfile
from contextlib import redirect_stdout

from pypdf import PdfReader

from undersigned.bench.archiving import MOST, watched
from undersigned.bench.database import opened
from undersigned.bench.figures import Goal
from undersigned.bench.filled import fill
from undersigned.bench.measuring import Bench
from undersigned.delivery import verify

SIGNATURES = 50_000
LET_OUT = "from undersigned.bench.filling import let_out"


def packing(bench: Bench, number: int = SIGNATURES) -> None:
    """Fill a petition whose notice hands over names and places, pack it once, and hold the pack against the rows."""
    filled = fill(bench, "SQLite", number, name="packed", has_postal_codes=True)
    site, slug = filled.site, filled.slug
    with opened(site.database_url, site.home) as database:
        [(kept,)] = database.rows("SELECT count(*) FROM signing_signature WHERE state = %s", [1])
    site.run("shell", "--no-imports", "-c", f"{LET_OUT}; let_out({slug!r}, 'places')")
    file = site.home / "pack.zip"
    what = f"the pack of {kept:,} signatures"
    bench.progress.say(what)
    seconds, most = watched(site, "pack", slug, str(file))
    with zipfile.ZipFile(file) as pack:
        told = json.loads(pack.read("manifest.json"))["signatures"]
        pages = len(PdfReader(io.BytesIO(pack.read("signatures.pdf"))).pages)
    with redirect_stdout(io.StringIO()):
        is_whole = verify.main([str(file)]) == 0
    if told != kept or not is_whole:
        bench.wrong.append(f"G12, {what}: it holds {told:,}, or is not whole")
    bench.add(Goal("G12 pack", what, seconds, "s"))
    bench.add(Goal("G12 pack", f"{what}: its book", float(pages), "pages"))
    bench.add(Goal("G12 pack", f"{what}: memory of the command and what it starts", most, "MiB", most=MOST))
    file.unlink()
