"""verify.py at whoever was handed a pack: whole is 0, anything changed is 1, and a hostile pack gets nowhere."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.delivery.hostile import manifest_of, zip_of
from tests.delivery.packs import packed_bytes, signed_by, unpacked
from tests.people import ada_opens
from undersigned.delivery import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(now: datetime) -> bytes:
    petition = ada_opens(now, hands_over="names")
    signed_by(petition, now, [("Sam", "Okafor")])
    return packed_bytes(petition, now)


def verified(place: Path) -> int:
    """Its exit code, in a Python that sees nothing but its standard library."""
    script = Path(verify.__file__)
    done = subprocess.run(
        [sys.executable, "-I", "-S", script, place], capture_output=True, text=True, timeout=60, check=False
    )
    assert not done.stderr
    return done.returncode


def checked(place: Path) -> int:
    """The same without a process of its own."""
    return verify.main([str(place)])


def test_a_pack_is_whole_as_a_file_and_as_a_folder(pack: bytes, tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(pack)
    folder = unpacked(pack, tmp_path / "pack")
    assert verified(tmp_path / "pack.zip") == 0
    assert verified(folder) == 0
    own = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert own.returncode == 0
    assert own.stdout.startswith("whole: the-city-council")


def test_one_flipped_bit_is_seen_wherever_in_the_file_it_is(pack: bytes, tmp_path: Path) -> None:
    """Headers, names, times, content, directory, comment: a step of 97 meets each kind of byte."""
    file = tmp_path / "pack.zip"
    places = [
        *range(200),
        *range(200, len(pack), max(97, len(pack) // 400)),
        *range(len(pack) - 200, len(pack)),
    ]
    for place in places:
        file.write_bytes(pack[:place] + bytes([pack[place] ^ 1 << place % 8]) + pack[place + 1 :])
        assert checked(file) == 1, place


def test_one_flipped_bit_is_seen_in_each_unpacked_file(pack: bytes, tmp_path: Path) -> None:
    folder = unpacked(pack, tmp_path / "pack")
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        places = (
            range(len(content)) if file.name == "manifest.json" else {0, len(content) // 2, len(content) - 1}
        )
        for place in places:
            file.write_bytes(content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :])
            assert checked(folder) == 1, (file.name, place)
        for changed in (b"", content[:-1], content + b"\n"):
            file.write_bytes(changed)
            assert checked(folder) == 1, file.name
        file.unlink()
        assert checked(folder) == 1, file.name
        file.write_bytes(content)
    assert checked(folder) == 0


@pytest.mark.parametrize("cut", [0, 1, 21, 22, 70, 71, 72, 5000])
def test_what_is_cut_or_no_pack_is_no_pack(pack: bytes, tmp_path: Path, cut: int) -> None:
    file = tmp_path / "pack.zip"
    for changed in (pack[:cut], pack[cut + 1 :], pack + b"\0", b"\0" * cut, b"\0" + pack):
        file.write_bytes(changed)
        assert checked(file) == 1


HOSTILE_NAMES = (
    "../secret",
    "/etc/passwd",
    "a/../../secret",
    "C:\\x",
    "..",
    "a//b",
    "x\n",
    "a/b/c",
    "manifest.json",
    "",
)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_that_leads_elsewhere_is_not_followed(tmp_path: Path, name: str) -> None:
    secret = b"zed was here"
    (tmp_path / "secret").write_bytes(secret)
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "manifest.json").write_bytes(manifest_of({name: secret}))
    assert checked(folder) == 1
    file = tmp_path / "pack.zip"
    file.write_bytes(zip_of([(name or "x", secret), ("manifest.json", manifest_of({name: secret}))]))
    assert checked(file) == 1


def test_a_link_to_somewhere_else_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "letter.pdf").symlink_to(tmp_path / "secret")
    (folder / "manifest.json").write_bytes(manifest_of({"letter.pdf": b"secret"}))
    assert checked(folder) == 1
    (folder / "texts").symlink_to(tmp_path)
    (folder / "manifest.json").write_bytes(manifest_of({"texts/secret": b"secret"}))
    assert checked(folder) == 1


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hidden_doubled_and_missing_files_are_seen(tmp_path: Path) -> None:
    file = tmp_path / "pack.zip"
    whole = manifest_of({"a.txt": b"a"})
    for members in (
        [("a.txt", b"a"), ("b.txt", b"b"), ("manifest.json", whole)],
        [("a.txt", b"a"), ("manifest.json", whole), ("manifest.json", whole)],
        [("manifest.json", whole)],
        [("a.txt", b"a")],
    ):
        file.write_bytes(zip_of(members))
        assert checked(file) == 1
    file.write_bytes(zip_of([("a.txt", b"a"), ("manifest.json", whole)]))
    assert checked(file) == 0


def test_a_bomb_is_read_no_further_than_it_says(tmp_path: Path) -> None:
    file = tmp_path / "pack.zip"
    bomb = b"\0" * 50_000_000
    listed = manifest_of({"a.txt": b""}, {"a.txt": 10})
    file.write_bytes(zip_of([("a.txt", bomb), ("manifest.json", listed)]))
    assert checked(file) == 1
    file.write_bytes(zip_of([("manifest.json", bomb)]))
    assert checked(file) == 1


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b"null", b"[" * 100_000, b"\xff", b'{"files": 1, "sizes": 2}']
)
def test_a_manifest_that_is_none_is_told(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(raw)
    assert checked(tmp_path) == 1


def test_what_a_terminal_obeys_is_not_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "manifest.json").write_bytes(manifest_of({"a.txt": b"a"}))
    (tmp_path / "no\x1b[2J part").write_bytes(b"")
    assert checked(tmp_path) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "no part of the pack: no?[2J part" in out


def test_it_says_how_it_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main(["--help"]) == verify.main(["a", "b"]) == verify.main([str(tmp_path / "none")]) == 2
    assert "python3 verify.py" in capsys.readouterr().out
