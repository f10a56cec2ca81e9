"""The document of an answer: a PDF without anything in it that acts, kept private until the answer is public."""

import hashlib
import subprocess
import sys
from contextlib import suppress
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from undersigned.delivery.models import Answer
from undersigned.kit.names import NameRefused, clean_name

LARGEST: Final = 10 * 1024 * 1024
SECONDS: Final = 20.0
_FOLDER: Final = "answers"
LONGEST_NAME: Final = 120


class DocumentRefused(ValueError):
    """Not a document that can be passed on; the message is the reason: too-large, not-pdf, locked, acts, broken."""


def checked(data: bytes) -> bytes:
    """The same bytes, if they are a PDF that only shows pages. Raises DocumentRefused.

    They are read in a process of their own, with little time and memory: a reader of PDF is large, and what strangers
    hand in is made to find its faults.
    """
    if len(data) > LARGEST:
        raise DocumentRefused("too-large")
    if not data.startswith(b"%PDF-"):  # at the very start: what begins as something else is read as that
        raise DocumentRefused("not-pdf")
    command = [sys.executable, "-m", "undersigned.kit.pdf_reading"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise DocumentRefused("broken") from None
    said = done.stdout.decode(errors="replace").strip()
    if done.returncode or said != "plain":
        raise DocumentRefused(said if said in ("locked", "acts") else "broken")
    return data


def keep(data: bytes) -> str:
    """Keep a checked document where no address leads to; the name of its file, made of its content."""
    name = f"{_FOLDER}/{hashlib.sha256(data).hexdigest()[:40]}.pdf"
    _put(storages["private"], name, data)
    return name


def publish(name: str) -> None:
    """Copy it to where everyone may fetch it."""
    with storages["private"].open(name) as file:
        _put(storages["public"], name, file.read())


def let_go(name: str) -> None:
    """Remove the private copy, unless another answer holds the same document."""
    if name and not Answer.objects.filter(document=name).exclude(state__in=ENDED).exists():
        with suppress(FileNotFoundError):
            storages["private"].delete(name)


ENDED: Final = (Answer.State.REJECTED, Answer.State.TAKEN_BACK)


def name_of(typed: str) -> str:
    """What its sender called it, as a name for a file that can be shown and saved."""
    stem = typed.replace("\\", "/").rpartition("/")[2].removesuffix(".pdf").removesuffix(".PDF")
    plain = "".join(" " if sign in '"<>|:*?@.' else sign for sign in stem)
    try:
        plain = clean_name(plain[: LONGEST_NAME - 4], limit=LONGEST_NAME - 4)
    except NameRefused:
        plain = ""
    return f"{plain or 'document'}.pdf"


def _put(storage: Storage, name: str, data: bytes) -> None:
    if not storage.exists(name):
        storage.save(name, ContentFile(data))


def served(answer: Answer, *, is_public: bool) -> HttpResponseBase:
    """The file to save, never to be shown within this site, whatever a browser finds in it."""
    storage = storages["public" if is_public else "private"]
    if not answer.document or not storage.exists(answer.document):
        raise Http404
    response = FileResponse(
        storage.open(answer.document),
        as_attachment=True,
        filename=answer.document_name or "document.pdf",
        content_type="application/pdf",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "public, max-age=300" if is_public else "no-store"
    return response
