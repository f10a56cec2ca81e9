"""Checks that a pack of signatures is whole: python3 verify.py [PACK.zip or FOLDER]

Plain Python 3, no network. Without a name it checks the folder that it stands in. It ends with 0 if every byte is as
it was made, with 1 if anything was changed or is missing, with 2 if it was asked wrongly. It writes nothing.

What it proves: these files are the ones that were put into this pack, all of them and no other. Who made the pack it
cannot tell by itself: compare the SHA-256 that it prints for a ZIP with the one that the petition's site shows.
"""

import hashlib
import json
import os
import re
import sys
import zipfile
from typing import Any

MANIFEST = "manifest.json"
LARGEST_MANIFEST = 1 << 20
LARGEST_COUNT = 10000
COMMENT = b"sha256:"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")


class Changed(Exception):
    """The pack is not as it was made; the message says what is wrong."""


def digest_of(file: Any, most: int) -> str:
    """The SHA-256 of a file of exactly so many bytes; no more than that is ever read."""
    digest, left = hashlib.sha256(), most
    while left > 0:
        piece = file.read(min(65536, left))
        if not piece:
            raise Changed("it is shorter than it was")
        digest.update(piece)
        left -= len(piece)
    if file.read(1):
        raise Changed("it is longer than it was")
    return digest.hexdigest()


def read_manifest(raw: bytes) -> Any:
    """The list of files. Every byte of it is under its own digest."""
    if len(raw) > LARGEST_MANIFEST:
        raise Changed("manifest.json is too large to be one")
    try:
        manifest = json.loads(raw.decode("utf-8"))
        said = manifest.pop("manifest_sha256")
        rest = json.dumps(manifest, ensure_ascii=True, indent=1, sort_keys=True)
        whole = json.dumps(dict(manifest, manifest_sha256=said), ensure_ascii=True, indent=1, sort_keys=True)
        files, sizes = manifest["files"], manifest["sizes"]
        is_sound = (
            hashlib.sha256(rest.encode("ascii")).hexdigest() == said
            and whole.encode("ascii") + b"\n" == raw
            and len(files) <= LARGEST_COUNT
            and sorted(files) == sorted(sizes)
            and all(NAME.fullmatch(name) and ".." not in name for name in files)
            and all(re.fullmatch("[0-9a-f]{64}", one) for one in files.values())
            and all(type(size) is int and size >= 0 for size in sizes.values())
            and MANIFEST not in files
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        is_sound = False
    if not is_sound:
        raise Changed("manifest.json was changed")
    return manifest


def check_folder(folder: str) -> Any:
    """Hold each file of an unpacked pack against the manifest."""
    path = os.path.join(folder, MANIFEST)
    if os.path.islink(path) or not os.path.isfile(path):
        raise Changed("manifest.json is missing")
    with open(path, "rb") as file:
        manifest = read_manifest(file.read(LARGEST_MANIFEST + 1))
    for name in sorted(manifest["files"]):
        path = folder
        for part in name.split("/"):
            path = os.path.join(path, part)
            if os.path.islink(path):
                raise Changed(name + " is a link to somewhere else")
        if not os.path.isfile(path):
            raise Changed(name + " is missing")
        with open(path, "rb") as file:
            check_file(name, file, manifest)
    note_others(folder, manifest["files"])
    return manifest


def check_file(name: str, file: Any, manifest: Any) -> None:
    """Hold one file against its size and digest."""
    try:
        found = digest_of(file, manifest["sizes"][name])
    except Changed as changed:
        raise Changed(name + ": " + str(changed))
    if found != manifest["files"][name]:
        raise Changed(name + " was changed")


def note_others(folder: str, files: Any) -> None:
    """Say which files beside the pack's are no part of it; they change nothing in it."""
    known = {os.path.join(folder, *name.split("/")) for name in files}
    known.add(os.path.join(folder, MANIFEST))
    places = {os.path.dirname(path) for path in known}
    others = [
        os.path.relpath(os.path.join(place, name), folder)
        for place in sorted(places)
        for name in sorted(os.listdir(place) if os.path.isdir(place) else [])
        if os.path.join(place, name) not in known | places
    ]
    for name in others[:20]:
        say("note: no part of the pack: " + printable(name))
    if len(others) > 20:
        say("note: and %d more" % (len(others) - 20))


def check_zip(path: str) -> Any:
    """Hold a ZIP against the digest at its end, and each file in it against the manifest; nothing is unpacked."""
    size = os.path.getsize(path)
    tail = len(COMMENT) + 64
    with open(path, "rb") as file:
        if size <= tail:
            raise Changed("this is no pack")
        found = digest_of(LimitedTo(file, size - tail), size - tail)
        if file.read() != COMMENT + found.encode("ascii"):
            raise Changed("the container was changed")
    with zipfile.ZipFile(path) as pack:
        names = [about.filename for about in pack.infolist()]
        if sum(about.compress_size for about in pack.infolist()) > size:
            raise Changed("its files overlap")
        if names.count(MANIFEST) != 1 or len(names) > LARGEST_COUNT + 1:
            raise Changed("manifest.json is missing")
        with pack.open(MANIFEST) as file:
            manifest = read_manifest(file.read(LARGEST_MANIFEST + 1))
        if sorted(names) != sorted(list(manifest["files"]) + [MANIFEST]):
            raise Changed("it holds other files than it lists")
        for name in sorted(manifest["files"]):
            with pack.open(name) as file:
                check_file(name, file, manifest)
    with open(path, "rb") as file:
        say("SHA-256 of the file: " + digest_of(file, size))
    return manifest


class LimitedTo:
    """A file that ends after so many bytes."""

    def __init__(self, file: Any, most: int) -> None:
        self.file, self.left = file, most

    def read(self, size: int) -> bytes:
        """At most so many bytes of what is left."""
        piece: bytes = self.file.read(min(size, self.left))
        self.left -= len(piece)
        return piece


def printable(text: object) -> str:
    """The beginning of a text, without what a terminal obeys."""
    return "".join(sign if sign.isprintable() else "?" for sign in str(text)[:200])


def say(line: str) -> None:
    """Write a line that every terminal can show."""
    sys.stdout.write(line.encode("ascii", "backslashreplace").decode("ascii") + "\n")


def main(arguments: list) -> int:  # type: ignore[type-arg] # Python 3.6 reads it too
    """Check what was asked for; the exit code."""
    if len(arguments) > 1 or (arguments and arguments[0].startswith("-")):
        say((__doc__ or "").strip())
        return 2
    path = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    if not os.path.exists(path):
        say("there is no " + printable(path))
        return 2
    try:
        manifest = check_folder(path) if os.path.isdir(path) else check_zip(path)
    except Changed as changed:
        say("CHANGED: " + printable(changed))
        return 1
    except Exception as error:  # whatever somebody made of it
        say("CHANGED: it cannot be read (" + type(error).__name__ + ")")
        return 1
    say(
        "whole: %s, signatures: %s" % (printable(manifest.get("slug")), printable(manifest.get("signatures")))
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
