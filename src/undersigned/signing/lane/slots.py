"""A page that is rendered once, with places that each reader's own values are put into."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

_RUN = secrets.token_hex(8)  # no text of a petition can hold it


def slot(name: str) -> str:
    """What stands in the rendered page where the value of that name will be."""
    return f"slot-{name}-{_RUN}"


_SLOT = re.compile(rf"slot-([a-z]+)-{_RUN}".encode())


@dataclass(frozen=True, slots=True)
class Slotted:
    """A rendered page, cut at its slots."""

    parts: tuple[bytes, ...]
    names: tuple[str, ...]

    @classmethod
    def cut(cls, body: bytes) -> "Slotted":
        """Cut a page at each slot."""
        pieces = _SLOT.split(body)
        return cls(tuple(pieces[::2]), tuple(name.decode() for name in pieces[1::2]))

    def fill(self, values: Mapping[str, bytes]) -> bytes:
        """The page with a value in each slot; values are HTML already."""
        filled = [self.parts[0]]
        for name, part in zip(self.names, self.parts[1:], strict=True):
            filled.append(values[name])
            filled.append(part)
        return b"".join(filled)
