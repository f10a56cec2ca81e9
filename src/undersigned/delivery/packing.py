"""What is handed over, as one ZIP in pieces: papers, book, sheets, texts, and what proves that none was changed."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Final

from undersigned import __version__
from undersigned.delivery import first_page, papers
from undersigned.delivery.gathering import Gathered, Tell, comments_sheet, gathered, places_sheet
from undersigned.delivery.models import Handover
from undersigned.delivery.naming import Facts, reference, words_of
from undersigned.delivery.zipped import Zip
from undersigned.kit import age
from undersigned.petitions import slugs
from undersigned.petitions.models import Petition
from undersigned.signing import places
from undersigned.signing.export.sheets import Asking
from undersigned.signing.models import Signature
from undersigned.signing.pages import PetitionView, petition_view
from undersigned.signing.person import person_if_readable
from undersigned.signing.requests import speaking
from undersigned.signing.share import short_url
from undersigned.signing.signers import saying_why

VERIFIER: Final = Path(__file__).parent / "verify.py"
PIECE: Final = 65536
AT_ONCE: Final = 1000
_ASSURANCES: Final = {one.value: one.name.lower() for one in Signature.Assurance}
File = tuple[str, Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a pack is to be: for which handover, with or without a program in it, locked to whose key."""

    handover: Handover | None = None
    has_scripts: bool = True
    locked_to: str = ""


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack that can be read once: how many signed, whether anybody is named in it, how long the book is."""

    signatures: int
    has_names: bool
    pages: int
    pieces: Iterator[bytes]


@contextmanager
def packed(
    petition: Petition, wanted: Wanted, *, asking: Asking, now: datetime, tell: Tell = lambda _: None
) -> Iterator[Packed]:
    """The pack: everyone is read at once, and written to it while `pieces` is read within the block."""
    shown = petition_view(petition, now=now, language=petition.language)
    with speaking(shown.language):
        book_facts = _book_facts(petition, shown, wanted)
    words = book_facts["words"]
    with gathered(petition, book_facts, asking=asking, words=words, now=now, tell=tell) as found:
        pieces = _zip(petition, shown, wanted, found, now=now)
        if wanted.locked_to:
            pieces = age.locked(pieces, wanted.locked_to)
        has_comments = saying_why(petition).exists()
        yield Packed(found.signatures, bool(found.book.rows) or has_comments, found.book.pages, pieces)


def _book_facts(petition: Petition, shown: PetitionView, wanted: Wanted) -> Facts:
    title = shown.title if len(shown.title) <= 90 else f"{shown.title[:89]}…"
    return words_of(shown) | {
        "head": f"{title} · {reference(petition, wanted.handover)}",
        "elsewhere": "signatures.csv",
    }


def _zip(
    petition: Petition, shown: PetitionView, wanted: Wanted, found: Gathered, *, now: datetime
) -> Iterator[bytes]:
    whole = Zip(now=now)
    for name, pieces in _files(petition, shown, wanted, found, now=now):
        yield from whole.add(name, pieces)
    names = [*whole.digests, "texts/", "SHA256SUMS", *(["verify.py"] if wanted.has_scripts else [])]
    if any(name.startswith("signatures-") for name in names):
        names.append("signatures.pdf")
    yield from whole.add("README.txt", [papers.readme(shown, names, now=now)])
    if wanted.has_scripts:
        yield from whole.add("verify.py", [VERIFIER.read_bytes()])
    yield from whole.add("SHA256SUMS", [papers.sums(whole.digests)])
    yield from whole.add("manifest.json", [_manifest(petition, shown, wanted, found, whole, now=now)])
    yield from whole.end()


def _files(
    petition: Petition, shown: PetitionView, wanted: Wanted, found: Gathered, *, now: datetime
) -> Iterator[File]:
    yield "first-page.pdf", [first_page.pdf(petition, wanted.handover, now=now)]
    yield "letter.pdf", [papers.letter(petition, wanted.handover, now=now)]
    if found.book.rows:
        cover = papers.cover(
            shown,
            reference=reference(petition, wanted.handover),
            signatures=found.signatures,
            unshown=found.book.unshown,
            scripts=sorted(found.book.scripts),
            now=now,
        )
        for name, volume in found.book.volumes(cover, title=shown.title):
            yield name, _read(volume)
    yield "signatures.csv", _read(found.sheet)
    yield "places.csv", [places_sheet(places.by_country(petition, now=now))]
    if saying_why(petition).exists():
        yield "comments.csv", comments_sheet(_comments(petition))
    for name, content in papers.text_files(petition):
        yield name, [content]


def _read(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def _comments(petition: Petition) -> Iterator[list[tuple[str, str, str, str]]]:
    rows = iter(saying_why(petition).order_by("confirmed_at", "id").iterator(chunk_size=AT_ONCE))
    while part := list(islice(rows, AT_ONCE)):
        read = [(row, person_if_readable(row)) for row in part]
        yield [
            (
                f"{person.given_name} {person.family_name}".strip(),
                row.country,
                row.signed_at.astimezone(UTC).date().isoformat(),
                person.comment,
            )
            for row, person in read
            if person
        ]


def _manifest(
    petition: Petition, shown: PetitionView, wanted: Wanted, found: Gathered, whole: Zip, *, now: datetime
) -> bytes:
    """Every file with its digest, under a digest of its own; verify.py reads it, byte for byte."""
    manifest = {
        "format": 1,
        "slug": slugs.own(petition),
        "title": shown.title,
        "url": short_url(shown),
        "reference": reference(petition, wanted.handover),
        "text_version": petition.text_number,
        "signatures": found.signatures,
        "assurances": {_ASSURANCES[one]: number for one, number in sorted(found.assurances.items())},
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "made_by": f"Undersigned {__version__}",
        "files": whole.digests,
        "sizes": whole.sizes,
    }
    own = papers.digest(_canonical(manifest))
    return _canonical(manifest | {"manifest_sha256": own}) + b"\n"


def _canonical(manifest: dict[str, object]) -> bytes:
    return json.dumps(manifest, ensure_ascii=True, indent=1, sort_keys=True).encode()
