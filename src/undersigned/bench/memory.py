"""How much memory a site's processes take: their own share (PSS), as the kernel counts it."""

from pathlib import Path

from undersigned.bench.site import Site

MIB = 1024.0  # kB


def shares(site: Site) -> dict[str, float]:
    """MiB of web, worker, and what watches over both; memory that several share is divided among them."""
    return {kind: sum(map(_share, pids)) / MIB for kind, pids in site.pids().items()}


def _share(pid: int) -> float:
    """The kB of one process; of one that has just ended 0."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return float(next((line.split()[1] for line in lines if line.startswith("Pss:")), 0))
