"""Secret keys: made once, readable by their owner alone, refused when malformed."""

import stat
from pathlib import Path

import pytest

from undersigned.kit import keys
from undersigned.kit.keys import KeyRefused


def test_a_made_key_reads_back_and_is_its_owners_alone(tmp_path: Path) -> None:
    assert keys.create_missing(tmp_path / "keys", ["sealing", "link"]) == ["sealing", "link"]
    file = tmp_path / "keys" / "sealing"
    ring = keys.parse(file.read_text(), name="sealing")
    assert (ring.current.id, len(ring.current.secret)) == (1, 32)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_key_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    keys.create_missing(tmp_path, ["link"])
    before = (tmp_path / "link").read_text()
    assert keys.create_missing(tmp_path, ["link"]) == []
    assert (tmp_path / "link").read_text() == before


def test_the_highest_number_seals_and_all_open() -> None:
    ring = keys.parse(f"{keys.new_entry(1)},{keys.new_entry(3)}\n{keys.new_entry(2)}", name="x")
    assert ring.current.id == 3
    assert ring.get(1) is not None
    assert ring.get(9) is None


def test_two_uses_of_one_key_share_no_secret() -> None:
    key = keys.parse(keys.new_entry(), name="x").current
    assert key.derived("address") != key.derived("code")


@pytest.mark.parametrize("text", ["", "abc", "1:", "1:aGk", "0:" + "A" * 43, "256:" + "A" * 43, "1:!!!"])
def test_a_malformed_key_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(KeyRefused) as refused:
        keys.parse(text, name="sealing")
    assert "sealing" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_one_number_twice_is_refused() -> None:
    with pytest.raises(KeyRefused, match="twice"):
        keys.parse(f"{keys.new_entry(1)},{keys.new_entry(1)}", name="x")
