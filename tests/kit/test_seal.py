"""Sealing: what is sealed opens only whole, in its place, under its key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.kit import keys
from undersigned.kit.keys import Keyring
from undersigned.kit.seal import OVERHEAD_BYTES, SealBroken, seal, unseal

RING = keys.parse(keys.new_entry(7), name="x")


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_what_is_sealed_opens_again(plain: bytes, place: bytes) -> None:
    blob = seal(RING.current, plain, bound_to=place)
    assert unseal(RING, blob, bound_to=place) == plain
    assert len(blob) == len(plain) + OVERHEAD_BYTES


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_changed_byte_breaks_the_seal(position: int, change: int) -> None:
    blob = bytearray(seal(RING.current, b"sam@example.org", bound_to=b"row"))
    blob[position % len(blob)] ^= change
    with pytest.raises(SealBroken):
        unseal(RING, bytes(blob), bound_to=b"row")


def test_a_blob_moved_to_another_row_does_not_open() -> None:
    with pytest.raises(SealBroken):
        unseal(RING, seal(RING.current, b"sam", bound_to=b"row 1"), bound_to=b"row 2")


@pytest.mark.parametrize("blob", [b"", b"\x07", bytes(28), b"\x08" + bytes(60)])
def test_what_was_never_sealed_does_not_open(blob: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(RING, blob, bound_to=b"")


def test_a_new_key_seals_while_the_old_one_still_opens() -> None:
    old = seal(RING.current, b"sam", bound_to=b"")
    both = Keyring((*RING.keys, keys.parse(keys.new_entry(8), name="x").current))
    assert unseal(both, old, bound_to=b"") == b"sam"
    assert seal(both.current, b"sam", bound_to=b"")[0] == 8
