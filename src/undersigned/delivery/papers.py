"""The other papers of a pack in words: the letter, the cover of the book, what each file is, texts and notices."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from django.utils.translation import get_language, gettext, ngettext

from undersigned.delivery.first_page import TYPST
from undersigned.delivery.models import Handover
from undersigned.delivery.naming import Facts, counted, made_on, reference, words_of
from undersigned.kit import typesetting
from undersigned.kit.numbers import day
from undersigned.kit.richtext import markdown_text
from undersigned.kit.typesetting import without_symbols
from undersigned.petitions.models import Petition, Text
from undersigned.signing import drawings
from undersigned.signing.pages import PetitionView, petition_view
from undersigned.signing.requests import speaking
from undersigned.signing.share import short_url


def letter(petition: Petition, handover: Handover | None, *, now: datetime) -> bytes:
    """The petition's letter as a tagged PDF; without one of its own, the story."""
    shown = petition_view(petition, now=now, language=petition.language)
    text = Text.objects.get(
        version__petition=petition, version__number=petition.text_number, language=petition.language
    )
    with speaking(petition.language):
        said = words_of(shown, to=handover.recipient.name if handover else "") | {
            "dated": day(now.date(), get_language() or "en"),
            "paragraphs": list(paragraphs(text)),
            "sender": shown.started_by,
            "foot": [" ".join([gettext("Reference"), reference(petition, handover)]), short_url(shown)],
        }
    return _drawn("letter.typ", said, now=now)


def paragraphs(text: Text) -> Iterator[str]:
    """The words of the letter, or of story and call where there is no letter."""
    source = text.letter or "\n\n".join(filter(None, [text.story, text.call]))
    for part in source.split("\n\n"):
        words = markdown_text(part) if text.markup == Text.Markup.MARKDOWN else " ".join(part.split())
        if words := words.lstrip("#> ").strip():
            yield words


def cover(
    shown: PetitionView,
    *,
    reference: str,
    signatures: int,
    unshown: int,
    scripts: Sequence[str],
    now: datetime,
) -> bytes:
    """The first leaf of the book."""
    with speaking(shown.language):
        sentence = ngettext(
            "<strong>%(shown)s</strong> has signed.", "<strong>%(shown)s</strong> have signed.", signatures
        )
        lines = [
            gettext("Everyone stands here as the notice allows under which they signed."),
            gettext(
                "The numbers are those of signatures.csv, which holds the same for who cannot see this book."
            ),
        ]
        if unshown:
            told = gettext(
                "Names in letters that no font of the machine has which made this book: %(number)s (%(scripts)s). "
                "They stand in signatures.csv under their number."
            )
            lines.append(told % {"number": counted(unshown), "scripts": ", ".join(scripts)})
        said = words_of(shown) | {
            "signed": (sentence % {"shown": counted(signatures)})
            .replace("<strong>", "")
            .replace("</strong>", ""),
            "lines": lines,
            "foot": f"{reference} · {made_on(now)}",
        }
    return _drawn("cover.typ", said, now=now)


def _drawn(source: str, said: Facts, *, now: datetime) -> bytes:
    names = [name for name in ("title", "addressed", "site") if name in said]
    plain = said | {name: without_symbols(said[name]) for name in names}
    if "paragraphs" in said:
        plain |= {"paragraphs": [without_symbols(words) for words in said["paragraphs"]]}
    untitled = plain | dict.fromkeys(names, "")
    # The last is drawn whatever the fonts lack: the words stand in texts/ as well.
    attempts = [said, plain] if "paragraphs" in said else [said, plain, untitled]
    return drawings.once(lambda: typesetting.pdf(TYPST / source, attempts, now=now))


def text_files(petition: Petition) -> Iterator[tuple[str, bytes]]:
    """Every version of the text in each of its languages, and of the notice: (name in the pack, content)."""
    rows = Text.objects.filter(version__petition=petition).select_related("version")
    for text in rows.order_by("version__number", "language").iterator(chunk_size=4):
        head = f"Text {text.version.number} ({text.language}), {_moment(text.version.created_at)}"
        parts = {
            "title": text.title,
            "ask": text.ask,
            "letter": text.letter,
            "story": text.story,
            "call": text.call,
        }
        body = [f"== {name} ==\n{words}" for name, words in parts.items() if words]
        yield f"texts/text-{text.version.number}-{text.language}.txt", _text([head, *body])
    for notice in petition.notices.order_by("number", "language").iterator(chunk_size=100):
        head = f"Notice {notice.number} ({notice.language}), {_moment(notice.created_at)}"
        yield f"texts/notice-{notice.number}-{notice.language}.txt", _text([head, notice.text])


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _text(parts: Iterable[str]) -> bytes:
    return "\n\n".join(parts).encode() + b"\n"


def readme(shown: PetitionView, names: Sequence[str], *, now: datetime) -> bytes:
    """What each file of the pack is, and how to see that none was changed."""
    with speaking(shown.language):
        known = {
            "first-page.pdf": gettext("The one page to read first. It holds no names."),
            "letter.pdf": gettext("The letter."),
            "signatures.pdf": gettext("The signatures as a book."),
            "signatures.csv": gettext("The signatures as a sheet."),
            "places.csv": gettext("How many signed in which country, where nobody is found by it."),
            "comments.csv": gettext("What signers wrote for everyone to read."),
            "texts/": gettext("Every version of the text and of the notice that signers read."),
            "verify.py": gettext("Checks without a network that no file was changed: python3 verify.py"),
            "SHA256SUMS": gettext("The digest of each file, for: sha256sum -c SHA256SUMS"),
        }
        lines = [f"{name}: {words}" for name, words in known.items() if name in names]
        if "verify.py" not in names:
            lines += [
                "",
                gettext(
                    "This pack holds no program. To check a file by hand, run “certutil -hashfile FILE SHA256” on "
                    "Windows or “shasum -a 256 FILE” on a Mac, and compare what it says with the line in SHA256SUMS."
                ),
            ]
        return _text(["\n".join([shown.title, short_url(shown), made_on(now)]), "\n".join(lines)])


def sums(digests: dict[str, str]) -> bytes:
    """The digests as sha256sum reads them."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()
