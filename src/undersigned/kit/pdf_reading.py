"""Whether a PDF only shows pages: read from standard input as a program of its own, told in one word.

It prints `plain`, `acts` (it would run, open, send or carry something), `locked` (it opens with a password) or
`broken`. Refused is what a reader may do without being asked (scripts, launching, forms that send, further actions)
and what may hide in it (files within the file, media that are played). An "open action" that only says on which page
to begin is what common office programs write into every file, and does nothing; any other is refused.
"""

import io
import resource
import sys
from collections.abc import Iterator
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

SECONDS: Final = 15
MEMORY: Final = 1024 * 1024 * 1024
MOST_OBJECTS: Final = 200_000
DEEPEST: Final = 60
# Keys that stand for something that acts or hides, wherever they are.
_KEYS: Final = frozenset(
    {"/JavaScript", "/JS", "/AA", "/XFA", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/RF"}
)
# Actions that a reader would carry out, and things that are played or carried along.
_ACTIONS: Final = frozenset(
    {
        *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie"),
        *("/Sound", "/RichMediaExecute", "/Hide", "/ResetForm", "/SetOCGState", "/Trans", "/GoTo3DView"),
    }
)
_KINDS: Final = frozenset(
    {"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
)


class _Acts(Exception):
    """Found something that acts."""


def verdict(data: bytes) -> str:
    """plain, acts, locked or broken."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            return "locked"
        if not len(reader.pages):
            return "broken"
        for found in _objects(reader):
            _look(found, 0)
    except _Acts:
        return "acts"
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError):
        return "broken"
    return "plain"


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Everything in the file: also what no page leads to, for another reader may find its way there."""
    numbers = {(number, generation) for generation, known in reader.xref.items() for number in known}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise ValueError("too many objects")
    yield reader.trailer
    for number, generation in sorted(numbers):
        if number and (found := reader.get_object(IndirectObject(number, generation, reader))) is not None:
            yield found


def _look(found: Any, depth: int) -> None:
    """Raises _Acts. References are not followed: what they name is looked at by itself."""
    if depth > DEEPEST:
        raise ValueError("too deep")
    if isinstance(found, ArrayObject):
        for one in found:
            _look(one, depth + 1)
    elif isinstance(found, DictionaryObject):
        _look_at(found, depth)


def _look_at(found: DictionaryObject, depth: int) -> None:
    if _KEYS & found.keys():
        raise _Acts
    kind, style, action = (_word(found, key) for key in ("/Type", "/Subtype", "/S"))
    if action in _ACTIONS or kind in _KINDS or style in _KINDS:
        raise _Acts
    if "/OpenAction" in found and not _only_begins(found["/OpenAction"]):
        raise _Acts
    for one in found.values():
        if not isinstance(one, IndirectObject):
            _look(one, depth + 1)


def _word(found: DictionaryObject, key: str) -> str:
    value = found.get(key)
    while isinstance(value, IndirectObject):
        value = value.get_object()
    return str(value)


def _only_begins(action: Any) -> bool:
    """Whether it only says where to begin to read: a place, or going to one with nothing after it."""
    if isinstance(action, DictionaryObject):
        return str(action.get("/S")) == "/GoTo" and "/Next" not in action
    return isinstance(action, ArrayObject)


def main() -> None:
    """Read, judge, print one word."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.write(verdict(sys.stdin.buffer.read()) + "\n")


if __name__ == "__main__":
    main()
