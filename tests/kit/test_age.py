"""Files in the age format: what another program's code opens, and what is no key."""

import os

import pyrage
import pytest

from undersigned.kit import age
from undersigned.kit.age import CHUNK, KeyRefused


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 200_001])
def test_another_program_opens_it(length: int) -> None:
    dee = pyrage.x25519.Identity.generate()
    plain = os.urandom(length)
    pieces = [plain[start : start + 7000] for start in range(0, length, 7000)]
    written = b"".join(age.locked(pieces, str(dee.to_public())))
    assert pyrage.decrypt(written, [dee]) == plain
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(written, [pyrage.x25519.Identity.generate()])


@pytest.mark.parametrize("place", [0, 40, 110, 160, 200, 240, 300, -1])
def test_a_changed_byte_is_seen_wherever_it_stands(place: int) -> None:
    dee = pyrage.x25519.Identity.generate()
    written = bytearray(b"".join(age.locked([bytes(300)], str(dee.to_public()))))
    written[place] ^= 1
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(bytes(written), [dee])


def test_a_key_is_kept_as_it_is_written_whatever_way_it_was_pasted() -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    assert age.recipient(f"  {key.upper()[:30]}\n{key[30:]} ") == key


def test_what_is_no_key_is_refused() -> None:
    dee = pyrage.x25519.Identity.generate()
    key = str(dee.to_public())
    swapped = f"{key[:-1]}{'q' if key[-1] != 'q' else 'p'}"
    for typed in (
        "",
        "age1",
        key[:-1],
        f"{key}q",
        swapped,
        key.replace("age1", "bge1"),
        "ssh-ed25519 AAAA",
        str(dee),
    ):
        with pytest.raises(KeyRefused):
            age.recipient(typed)


def test_every_mistyped_sign_is_seen() -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    for place in range(4, len(key)):
        other = "q" if key[place] != "q" else "z"
        with pytest.raises(KeyRefused):
            age.recipient(f"{key[:place]}{other}{key[place + 1 :]}")


def test_a_key_that_opens_to_everybody_is_refused() -> None:
    nothing = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"  # 32 bytes of zero
    with pytest.raises(KeyRefused):
        age.recipient(nothing)
    with pytest.raises(KeyRefused):
        list(age.locked([b"names"], nothing))
