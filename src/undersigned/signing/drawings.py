"""Cards and posters on the public storage: drawn once, kept until something newer is drawn in their place."""

import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

from undersigned.kit.typesetting import without_symbols

log = logging.getLogger(__name__)
SOURCES: Final = Path(__file__).parent / "typst"
WAIT: Final = 5.0  # seconds that a request waits for its turn, a hundred drawings long
Facts = dict[str, Any]

_pen = threading.Lock()  # one drawing at a time in a process: whoever asks for more waits, and pages go on


class PenTaken(Exception):
    """Too many drawings are waiting; ask again in a moment."""


def stamp(source: str, facts: Facts) -> str:
    """Twelve hex digits that change with whatever the drawing would show."""
    said = json.dumps(facts, sort_keys=True) + _sources_digest(source)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


@lru_cache(8)
def _sources_digest(source: str) -> str:
    return hashlib.sha256((SOURCES / "paper.typ").read_bytes() + (SOURCES / source).read_bytes()).hexdigest()


def attempts(facts: Facts) -> list[Facts]:
    """The facts, and what to draw where no font has their words: without symbols, without title, without name."""
    plain = facts | {name: without_symbols(facts[name]) for name in ("title", "addressed", "site")}
    untitled = plain | {"title": "", "addressed": ""}
    return [facts, plain, untitled, untitled | {"site": ""}]


def kept(folder: str, *, kind: str, version: str, draw: Callable[[], bytes]) -> bytes:
    """The drawing of this version, drawn now if it is not there; then earlier ones of its kind are removed.

    `kind` is like "fr.png"; whoever comes while it is drawn waits for the one drawing. Raises PenTaken.
    """
    storage = storages["public"]
    language, _, ending = kind.rpartition(".")
    name = f"{folder}/{language}.{version}.{ending}"
    if found := _read(storage, name):
        return found
    if not _pen.acquire(timeout=WAIT):
        raise PenTaken
    try:
        if found := _read(storage, name):
            return found
        drawn = draw()
        try:
            _write_whole(storage, name, drawn)
            _remove_others(storage, folder, name, beginning=f"{language}.", ending=f".{ending}")
        except OSError as error:  # a full disk must not leave a petition without its card
            log.warning("a drawing was not kept: %s", type(error).__name__)
        return drawn
    finally:
        _pen.release()


def once(draw: Callable[[], bytes]) -> bytes:
    """A drawing that is kept nowhere. Raises PenTaken."""
    if not _pen.acquire(timeout=WAIT):
        raise PenTaken
    try:
        return draw()
    finally:
        _pen.release()


def _read(storage: Storage, name: str) -> bytes:
    """What is kept under the name; nothing if it is not there, is just being removed, or cannot be read."""
    try:
        with storage.open(name) as file:
            return bytes(file.read())
    except OSError:
        return b""


def _write_whole(storage: Storage, name: str, data: bytes) -> None:
    """Nobody reads half a file: on a disk it gets its name once it is whole; other storages see to that."""
    if not isinstance(storage, FileSystemStorage):
        storage.save(name, ContentFile(data))
        return
    path = Path(storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}{path.suffix}")
    part.write_bytes(data)
    part.replace(path)


def _remove_others(storage: Storage, folder: str, name: str, *, beginning: str, ending: str) -> None:
    for other in storage.listdir(folder)[1]:
        if other.startswith(beginning) and other.endswith(ending) and f"{folder}/{other}" != name:
            storage.delete(f"{folder}/{other}")
