"""Files in one stream, a gzipped tar, read and written with constant memory; nothing is ever unpacked to the disk.

Written as plain ustar (POSIX.1-1988), which every tar opens. Read are only plain files of a bounded size: no links, no
folders, no long headers, which could make a reader take any amount of memory.
"""

import tarfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

BLOCK: Final = 512
MOST: Final = 16 * 1024 * 1024  # bytes of one file
_GZIP: Final = 31  # what zlib calls it
_STEP: Final = 1024 * 1024
# Signatures shrink to a half, the most repetitive text to a fiftieth.
_FOLD, _FREE = 200, 64 * 1024 * 1024


class BundleRefused(ValueError):
    """Not such a stream, cut off, or made to hurt; the message is one line for a person."""


class Member(NamedTuple):
    """One file: its name as it stands there, and its content."""

    name: str
    content: bytes


def bundled(members: Iterable[Member], *, level: int = 1) -> Iterator[bytes]:
    """The members as one .tar.gz, in pieces. A content is at most MOST bytes, a name 100."""
    packer = zlib.compressobj(level, zlib.DEFLATED, _GZIP)
    for member in members:
        if len(member.content) > MOST:
            raise ValueError(f"{member.name} is too large for one member")
        head = tarfile.TarInfo(member.name)
        head.size, head.mode = len(member.content), 0o600
        yield packer.compress(head.tobuf(tarfile.USTAR_FORMAT))
        yield packer.compress(member.content)
        yield packer.compress(bytes(-len(member.content) % BLOCK))
    yield packer.compress(bytes(2 * BLOCK)) + packer.flush()


def members(pieces: Iterable[bytes]) -> Iterator[Member]:
    """The members again, each whole in memory, one at a time. Raises BundleRefused, also half way."""
    plain = _Plain(pieces)
    while (head := plain.take(BLOCK)) != bytes(BLOCK):
        try:
            told = tarfile.TarInfo.frombuf(head, "utf-8", "strict")
        except (tarfile.HeaderError, ValueError):
            raise BundleRefused("the archive is damaged: a name cannot be read") from None
        if told.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or not 0 <= told.size <= MOST:
            raise BundleRefused("the archive holds what no archive of a petition holds")
        content = plain.take(told.size)
        plain.take(-told.size % BLOCK)
        yield Member(told.name, content)
    if plain.take(BLOCK) != bytes(BLOCK) or plain.has_more():
        raise BundleRefused("the archive goes on after its end")


class _Plain:
    """What is packed, byte by byte, never more in memory than was asked for and a step."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._packer = zlib.decompressobj(_GZIP)
        self._ready = bytearray()
        self._read = self._given = 0

    def take(self, number: int) -> bytes:
        """So many bytes. Raises BundleRefused where there are fewer."""
        while len(self._ready) < number:
            if not self._more():
                raise BundleRefused("the archive is incomplete")
        taken = bytes(self._ready[:number])
        del self._ready[:number]
        return taken

    def has_more(self) -> bool:
        """Whether anything follows; asking reads on."""
        while not self._ready:
            if not self._more():
                return False
        return True

    def _more(self) -> bool:
        if self._packer.eof:
            if self._packer.unused_data or any(self._pieces):
                raise BundleRefused("the archive goes on after its end")
            return False
        source = self._packer.unconsumed_tail
        if not source:
            source = next(self._pieces, b"")
            self._read += len(source)
            if not source:
                raise BundleRefused("the archive is incomplete")
        try:
            found = self._packer.decompress(source, _STEP)
        except zlib.error:
            raise BundleRefused("the archive is damaged: it cannot be unpacked") from None
        self._given += len(found)
        if self._given > _FOLD * self._read + _FREE:
            raise BundleRefused("the archive swells to far more than a petition takes")
        self._ready += found
        return True
