"""What changed in a petition's text since it opened: each fix word by word, each ask with the count that it keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from undersigned.kit.diffs import Piece, paragraphs, words
from undersigned.petitions.models import Petition, Text, TextVersion
from undersigned.petitions.versions import wording
from undersigned.petitions.wording import Wording
from undersigned.signing.models import Signature, Tally

Part = tuple[str, list[list[Piece]]]  # the name of a field, and what differs in it


@dataclass(frozen=True, slots=True)
class Change:
    """A version that followed another: when, whether it asked anew, what differs, and what was asked until then.

    `signatures` is how many had signed the ask that it ended, as that count stands now.
    """

    number: int
    changed_at: datetime
    asks_anew: bool
    parts: list[Part]
    before: Wording
    signatures: int


def changes(petition: Petition, versions: Sequence[TextVersion], *, language: str) -> list[Change]:
    """What each of these versions changed: five queries however many. The first version changed nothing."""
    numbers = [number for version in versions for number in (version.number - 1, version.number)]
    texts = _texts(petition, numbers, language)
    asks = dict(
        TextVersion.objects.filter(petition=petition, number__in=numbers).values_list("number", "ask_number")
    )
    counts = _counts(petition)
    found = []
    for version in versions:
        if version.number == 1:
            continue
        before = wording(petition, texts[version.number - 1])
        after = wording(petition, texts[version.number])
        asks_anew = asks[version.number - 1] != version.ask_number
        found.append(
            Change(
                number=version.number,
                changed_at=version.created_at,
                asks_anew=asks_anew,
                parts=parts(before, after),
                before=before,
                signatures=counts.get(asks[version.number - 1], 0) if asks_anew else 0,
            )
        )
    return found


def parts(before: Wording, after: Wording) -> list[Part]:
    """The fields that differ, in their order, with what differs in each."""
    names_before, names_after = "; ".join(before.addressees), "; ".join(after.addressees)
    compared = [
        ("addressees", [words(names_before, names_after)] if names_before != names_after else []),
        ("title", [words(before.title, after.title)] if before.title != after.title else []),
        ("letter", paragraphs(before.letter, after.letter)),
        ("story", paragraphs(before.story, after.story)),
        ("call", [words(before.call, after.call)] if before.call != after.call else []),
    ]
    return [(name, told) for name, told in compared if told]


def earlier_signatures(petition: Petition) -> int:
    """How many signed the ask before the present one; 0 where there was none. No query for a petition's first ask."""
    return _counts(petition).get(petition.ask_number - 1, 0) if petition.ask_number > 1 else 0


def _counts(petition: Petition) -> dict[int, int]:
    """Signatures by ask."""
    return dict(
        Tally.objects.filter(
            petition=petition, assurance=Signature.Assurance.MAIL, kind=Tally.Kind.TOTAL, key=""
        ).values_list("ask_number", "signatures")
    )


def _texts(petition: Petition, numbers: Sequence[int], language: str) -> dict[int, Text]:
    """The text of each version, in the reader's language where it has that."""
    rows = Text.objects.filter(
        version__petition=petition, version__number__in=numbers, language__in=[language, petition.language]
    ).select_related("version")
    found: dict[int, Text] = {}
    for text in rows:
        if text.language == language or text.version.number not in found:
            found[text.version.number] = text
    return found
