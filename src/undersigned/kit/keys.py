"""Secret keys: how one is made, written, read back and derived from."""

import base64
import binascii
import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

SECRET_BYTES = 32


class KeyRefused(ValueError):
    """A key is missing or malformed; the message is one clear line for the operator."""


@dataclass(frozen=True, slots=True)
class Key:
    """One secret of 32 bytes with the number (1 to 255) that sealed things carry to name it."""

    id: int
    secret: bytes

    def derived(self, use: str) -> bytes:
        """32 bytes for one use, so that no two uses ever share a secret (HMAC-SHA256 as a key-derivation)."""
        return _derived(self.secret, use)


@lru_cache(maxsize=256)
def _derived(secret: bytes, use: str) -> bytes:
    return hmac.digest(secret, use.encode(), "sha256")


@dataclass(frozen=True, slots=True)
class Keyring:
    """All keys of one kind; the one with the highest id seals, every one of them still opens."""

    keys: tuple[Key, ...]
    current: Key = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "current", max(self.keys, key=lambda key: key.id))

    def get(self, key_id: int) -> Key | None:
        for key in self.keys:  # plainly: every opened record passes here
            if key.id == key_id:
                return key
        return None


def parse(text: str, *, name: str) -> Keyring:
    """Read `1:<base64>` entries, one a line or separated by commas.

    Raises KeyRefused when an entry is malformed, repeated, or of another size than 32 bytes.
    """
    entries = [entry.strip() for line in text.splitlines() for entry in line.split(",") if entry.strip()]
    keys = tuple(_parse_entry(entry, name) for entry in entries)
    if not keys:
        raise KeyRefused(f"the {name} key is empty")
    if len({key.id for key in keys}) != len(keys):
        raise KeyRefused(f"the {name} key holds one number twice")
    return Keyring(keys)


def _parse_entry(entry: str, name: str) -> Key:
    number, _, encoded = entry.partition(":")
    try:
        key = Key(int(number), base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except (ValueError, binascii.Error):
        raise KeyRefused(f"the {name} key is not of the form 1:<base64>") from None
    if not 1 <= key.id <= 255 or len(key.secret) != SECRET_BYTES:
        raise KeyRefused(f"the {name} key needs a number from 1 to 255 and {SECRET_BYTES} bytes")
    return key


def new_entry(number: int = 1) -> str:
    """A fresh random key as the text that `parse` reads."""
    return f"{number}:{base64.urlsafe_b64encode(os.urandom(SECRET_BYTES)).rstrip(b'=').decode()}"


def create_missing(folder: Path, names: Iterable[str]) -> list[str]:
    """Make the key files that are not there yet, readable by their owner alone; return the names made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = []
    for name in names:
        try:
            # O_EXCL: two processes that start at once must not write over each other's key.
            handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w") as file:
            file.write(new_entry() + "\n")
            file.flush()
            os.fsync(file.fileno())
        made.append(name)
    return made
