"""A ZIP as a stream, which says of itself what it holds: every byte of it is under one digest or another.

Each file's SHA-256 goes into the manifest; the digest of the whole container is its comment, at its very end, so that
a changed byte is seen in what no file holds as well.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

COMMENT: Final = b"sha256:"
COMMENT_BYTES: Final = len(COMMENT) + 64
EARLIEST: Final = 1980  # the ZIP format knows no earlier year


class _Out:
    """What the ZIP is written to: it cannot be turned back, and gives what it was given."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self, *, but: int) -> bytes:
        """All that was written since, but for the last bytes."""
        found = bytes(self._waiting[: max(0, len(self._waiting) - but)])
        del self._waiting[: len(found)]
        return found


class Zip:
    """A ZIP that is being written; `digests` and `sizes` are of the files so far."""

    def __init__(self, *, now: datetime) -> None:
        moment = now.astimezone(UTC)
        self._moment = (max(EARLIEST, moment.year), *moment.timetuple()[1:6])
        self._out = _Out()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)
        self._whole = hashlib.sha256()
        self.digests: dict[str, str] = {}
        self.sizes: dict[str, int] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Write a file; what of the ZIP there is meanwhile."""
        about = zipfile.ZipInfo(name, self._moment)
        about.compress_type = zipfile.ZIP_DEFLATED
        about.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(about, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
                yield from self._taken()
        self.digests[name], self.sizes[name] = digest.hexdigest(), size
        yield from self._taken()

    def end(self) -> Iterator[bytes]:
        """The rest of it."""
        self._zip.comment = COMMENT + b"0" * 64
        self._zip.close()
        yield from self._taken()
        yield COMMENT + self._whole.hexdigest().encode()

    def _taken(self) -> Iterator[bytes]:
        if found := self._out.taken(but=COMMENT_BYTES):
            self._whole.update(found)
            yield found
