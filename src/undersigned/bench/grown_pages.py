"""Which pages of a petition with many signatures are timed: those that everyone reads, and its team's."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from undersigned.bench.campaigner import Campaigner
from undersigned.bench.filled import Filled
from undersigned.bench.people import get
from undersigned.bench.stand import Stand
from undersigned.kit import tokens


def requests(stand: Stand, filled: Filled, ada: Campaigner) -> dict[str, bytes]:
    """A whole GET of each, by its name."""
    pages = {name: get(path, stand.site.port) for name, path in _public(stand, filled).items()}
    desk = f"/desk/p/{stand.slug}"
    return pages | {
        "desk": ada.get("/desk/"),
        "desk, growth and sheets": ada.get(desk),
        "desk, mending the text": ada.get(f"{desk}/fix"),
        "desk, a new ask": ada.get(f"{desk}/ask"),
        "desk, its course": ada.get(f"{desk}/course"),
        "desk, partners": ada.get(f"{desk}/partners"),
        "desk, look": ada.get(f"{desk}/look"),
        "desk, preview": ada.get(f"{desk}/preview"),
    }


def _public(stand: Stand, filled: Filled) -> dict[str, str]:
    petition = f"/p/{stand.slug}"
    soon = datetime.now(UTC) + timedelta(hours=20)
    key, row = stand.link_key, UUID(filled.sample["id"])
    confirm = tokens.mint(key, "confirm", row, serial=0, expires_at=soon)
    mine = tokens.mint(key, "mine", UUID(filled.sample["digest"]), serial=0, expires_at=soon)
    return {
        "petition": petition,
        "count": f"{petition}/count.json",
        "signers": f"{petition}/signers",
        "signers, deep": f"{petition}/signers?before={filled.sample['place']}",
        "reasons": f"{petition}/reasons",
        "reasons, deep": f"{petition}/reasons?before={filled.sample['place']}",
        "timeline": f"{petition}/timeline",
        "front page": "/",
        "behind a link": f"/c/{confirm}",
        "mine": f"/mine/{mine}",
    }
