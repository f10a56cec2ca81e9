"""Files in one stream: any tar opens what is written, and what is read can hurt nobody."""

import gzip
import io
import os
import tarfile
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from undersigned.kit.bundle import MOST, BundleRefused, Member, bundled, members

FILES = [
    Member("a.json", b"{}\n"),
    Member("rows/000001.jsonl", bytes(range(256)) * 500),
    Member("empty", b""),
]


def packed(*files: Member) -> bytes:
    return b"".join(bundled(files))


def read(data: bytes, step: int = 1000) -> list[Member]:
    return list(members(data[start : start + step] for start in range(0, len(data), step)))


@pytest.mark.parametrize("step", [1, 7, 512, 100_000])
def test_what_was_bundled_comes_back(step: int) -> None:
    assert read(packed(*FILES), step) == FILES


def test_any_tar_opens_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(packed(*FILES)), mode="r:gz") as tar:
        assert [(one.name, tar.extractfile(one).read()) for one in tar] == FILES  # type: ignore[union-attr]


def test_a_file_too_large_is_never_written() -> None:
    with pytest.raises(ValueError, match="too large"):
        packed(Member("x", bytes(MOST + 1)))


@pytest.mark.parametrize("cut", [1, 10, 30, 500, 1000])
def test_a_cut_is_seen(cut: int) -> None:
    data = packed(*FILES)
    with pytest.raises(BundleRefused):
        read(data[: len(data) - cut] if cut < 1000 else data[:20])


def test_what_follows_the_end_is_refused() -> None:
    with pytest.raises(BundleRefused, match="after its end"):
        read(packed(*FILES) + b"x")
    with pytest.raises(BundleRefused, match="after its end"):
        read(gzip.compress(gzip.decompress(packed(*FILES)) + b"x" * 512))


def foreign(kind: bytes = tarfile.REGTYPE, size: int = 0, name: str = "x") -> bytes:
    """A stream of one file with such a head."""
    head = tarfile.TarInfo(name)
    head.type, head.size, head.linkname = kind, size, "/etc/passwd"
    return gzip.compress(head.tobuf(tarfile.GNU_FORMAT) + bytes(2048))


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME,
     tarfile.GNUTYPE_SPARSE],
)  # fmt: skip
def test_nothing_but_plain_files(kind: bytes) -> None:
    with pytest.raises(BundleRefused, match="no archive of a petition holds"):
        read(foreign(kind))


@pytest.mark.parametrize("size", [MOST + 1, 8**11 - 1, 2**62, -1])
def test_no_size_that_fills_the_memory(size: int) -> None:
    with pytest.raises(BundleRefused):
        read(foreign(size=size))


def test_noise_is_refused() -> None:
    for data in (b"", b"\x1f\x8b", os.urandom(5000), gzip.compress(os.urandom(5000)), gzip.compress(b"")):
        with pytest.raises(BundleRefused):
            read(data)


def test_a_bomb_is_refused_before_it_bursts() -> None:
    def bomb() -> Iterator[bytes]:
        """Ten gigabytes of files full of nothing, in ten megabytes."""
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        head = tarfile.TarInfo("x")
        head.size = MOST
        file = head.tobuf(tarfile.USTAR_FORMAT) + bytes(MOST)
        for _ in range(640):
            yield packer.compress(file)
        yield packer.flush()

    tracemalloc.start()
    with pytest.raises(BundleRefused, match="swells"):
        for _ in members(bomb()):
            pass
    assert tracemalloc.get_traced_memory()[1] < 150_000_000
    tracemalloc.stop()
