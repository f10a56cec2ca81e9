"""Whatever the bytes are, they are read or refused, quickly, and nothing of the story is lost."""

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from undersigned.petitions.document import Document, DocumentRefused, read
from undersigned.petitions.document.decoding import MAX_BYTES
from undersigned.petitions.document.wordings import wordings

LANGUAGES = [row.language for row in wordings()]

PIECES = st.sampled_from(
    [
        "\n",
        "\n\n",
        " ",
        "\u00a0",
        "\u200b",
        "- ",
        "# ",
        "> ",
        "===\n",
        "---\n",
        "1. ",
        "12 have signed",
        "Let’s get to 1,000!",
        "To: Ada",
        "To the Mayor,",
        "Save the pool",
        "Letter:",
        "Sign now!",
        "the council must act",
        "It is cold.",
        "and we",
        "Goal: 50",
        "¡",
        "لنصل إلى ٥٠",
        "ı",
        "ſ",
        "e\u0301",
        "\u202e",
        "a" * 70,
        "*",
        ":",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, PIECES, st.text(max_size=20)), max_size=40).map("".join)
WORDS = st.text(
    st.characters(categories=["Ll", "Lu", "Nd"], include_characters=".,;*#<&"), min_size=1, max_size=12
)
PARAGRAPHS = st.lists(st.lists(WORDS, min_size=1, max_size=30).map(" ".join), min_size=2, max_size=6)


def read_or_refused(data: bytes, *, markdown: bool) -> Document | None:
    try:
        return read(data, markdown=markdown)
    except DocumentRefused as refusal:
        reason = str(refusal)
    assert reason
    assert "\n" not in reason
    return None


def written(petition: Document) -> str:
    """The petition as a document again."""
    head = [petition.title, f"{petition.claimed_signatures} have signed"]
    goal = [f"Goal: {petition.goal}"] if petition.goal else []
    letter = ["Letter:", petition.letter] if petition.letter else []
    return "\n\n".join([*head, *goal, *petition.paragraphs, *letter, *filter(None, [petition.call])])


@given(data=st.one_of(st.binary(), TEXTS.map(str.encode), st.text().map(str.encode)), markdown=st.booleans())
@example(data=b"\xff\xfe", markdown=False)
@example(data=b"Well-\n  known\n\nStory", markdown=True)
@example(data="1 mıllionſ have signed\n\nTitle\n\nStory".encode(), markdown=False)
def test_any_bytes_are_read_or_refused(*, data: bytes, markdown: bool) -> None:
    petition = read_or_refused(data, markdown=markdown)
    if petition:
        assert 2 <= len(petition.title) <= 200
        assert petition.ask
        assert petition.paragraphs
        assert all(each.strip() and "\n\n" not in each for each in petition.paragraphs)
        assert len(petition.call) <= 200
        assert petition.goal is None or petition.goal > 0
        assert petition.language in LANGUAGES


@given(TEXTS)
def test_plain_text_holds_single_spaces_and_no_line_break(text: str) -> None:
    petition = read_or_refused(text.encode(errors="replace"), markdown=False)
    for part in (petition.title, petition.call, *petition.paragraphs) if petition else ():
        assert part == " ".join(part.split())
        assert unicodedata.is_normalized("NFC", part)


@given(PARAGRAPHS, st.sampled_from(["\n", "\r\n", "\r"]))
def test_no_sign_of_a_story_is_lost_or_moved(paragraphs: list[str], line_end: str) -> None:
    text = f"Save the pool{line_end * 2}" + (line_end * 2).join(
        each.replace(" ", line_end, 2) for each in paragraphs
    )
    petition = read(text.encode())
    story = "".join([*petition.paragraphs, petition.call])
    assert "".join(story.split()) == unicodedata.normalize("NFC", "".join("".join(paragraphs).split()))


@given(TEXTS)
def test_a_petition_written_out_again_reads_the_same(text: str) -> None:
    petition = read_or_refused(text.encode(errors="replace"), markdown=False)
    if petition:
        again = read(written(petition).encode())
        assert (again.title, again.paragraphs, again.letter, again.call, again.goal) == (
            petition.title,
            petition.paragraphs,
            petition.letter,
            petition.call,
            petition.goal,
        )


@pytest.mark.parametrize("markdown", [False, True])
@pytest.mark.parametrize("head", ["", "Save the pool\n", "Save the pool\n\n"])
@pytest.mark.parametrize(
    "piece",
    [
        "a\n\n",
        "a\n",
        "a ",
        "\n",
        "\t",
        "1",
        "1,",
        "1 has signed\n\n",
        "Save the pool\n\n",
        "Letter\n\n",
        "To: a\n\n",
        "must ",
        "a: ",
        "a, ",
        "!",
        "*",
        "[",
        "- a\n",
        "# a\n",
        "a\n=\n",
        "> ",
        "Let's get to 5",
        "\u0315\u0300",
        "e\u0315\u0301",
        "\u1e69",
        "\u200b",
        "\u00a0",
    ],
)
def test_the_largest_hostile_file_takes_no_more_than_a_second(
    piece: str, head: str, *, markdown: bool
) -> None:
    text = head + piece * (MAX_BYTES // len(piece.encode()))
    data = text.encode()[:MAX_BYTES].decode(errors="ignore").encode()
    began = time.process_time()
    read_or_refused(data, markdown=markdown)
    assert time.process_time() - began < 1
