"""The site's keys: where each kind is found, read once a process."""

import os
from functools import cache

from django.conf import settings

from undersigned.kit import keys
from undersigned.kit.keys import Key, KeyRefused, Keyring

KINDS = ("django", "sealing", "digest", "link", "ledger")


@cache
def keyring(kind: str) -> Keyring:
    """The keys of one kind: from UNDERSIGNED_KEY_<KIND> if set, else from the file in the keys folder.

    Raises KeyRefused with one line that says what is missing.
    """
    if is_given(kind):
        return keys.parse(os.environ[_setting(kind)], name=kind)
    try:
        text = (settings.UNDERSIGNED_HOME / "keys" / kind).read_text()
    except FileNotFoundError:
        raise KeyRefused(f"the {kind} key is missing in {settings.UNDERSIGNED_HOME / 'keys'}") from None
    return keys.parse(text, name=kind)


def _setting(kind: str) -> str:
    return f"UNDERSIGNED_KEY_{kind.upper()}"


def is_given(kind: str) -> bool:
    """Whether the key comes from the environment, not from a file."""
    return bool(os.environ.get(_setting(kind)))


def current(kind: str) -> Key:
    """The key that seals now."""
    return keyring(kind).current


def create_missing() -> list[str]:
    """Make the key files that are neither there nor given by setting; return the kinds made."""
    wanted = [kind for kind in KINDS if not is_given(kind)]
    made = keys.create_missing(settings.UNDERSIGNED_HOME / "keys", wanted)
    keyring.cache_clear()
    return made
