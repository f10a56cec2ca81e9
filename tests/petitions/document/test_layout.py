"""Line breaks that only wrap are told from those that end a paragraph."""

import pytest

from undersigned.petitions.document.layout import blocks_of, goes_on, joined, listed, unwrapped, wrap_width

WRAPPED = """\
The mill stood for three hundred years. In one night of rain it went down
the river, wheel and all. What is left is a wall and
a door.
Nobody will give us back the wheel. But the wall can be kept, and the door
can be opened again."""


def paragraphs(text: str) -> list[str]:
    (block,) = blocks_of(text, markdown=False)
    return [joined(part, markdown=False) for part in unwrapped(block)]


def markdown(text: str) -> list[str]:
    return [joined(block, markdown=True) for block in blocks_of(text, markdown=True)]


def test_blank_lines_part_blocks_and_white_space_is_one_space() -> None:
    text = "a \t b\n \u00a0\nc\n\n\nd  e\nf\n"
    assert blocks_of(text, markdown=False) == [["a b"], ["c"], ["d e", "f"]]


def test_a_wrapped_text_parts_where_the_next_word_had_room() -> None:
    first, second = paragraphs(WRAPPED)
    assert first.endswith("a wall and a door.")
    assert second.startswith("Nobody will")


def test_a_word_cut_at_its_hyphen_is_whole_again() -> None:
    assert joined(["a well-", "known pre-", "and post-war mill --", "gone"], markdown=False) == (
        "a well-known pre- and post-war mill -- gone"
    )


def test_short_lines_that_all_end_sentences_are_paragraphs() -> None:
    assert paragraphs("We want the mill.\nIt is ours!\n“Give it back.”\nNow") == [
        "We want the mill.",
        "It is ours!",
        "“Give it back.”",
        "Now",
    ]


def test_long_lines_are_paragraphs_unless_a_sentence_goes_on() -> None:
    long = "The mill " + "stood and stood " * 10
    assert paragraphs(f"{long}and\nfell.\nA heading\n{long}") == [
        f"{long}and fell.",
        "A heading",
        long.strip(),
    ]


def test_a_list_in_plain_text_keeps_its_items_apart() -> None:
    assert listed(["We want:", "- the wall", "  of old", "- the door"]) == [
        ["We want:"],
        ["- the wall", "  of old"],
        ["- the door"],
    ]
    assert len(listed(["1. wall", "2) door"])) == 2


def test_a_dash_that_wrapping_put_first_opens_no_list() -> None:
    assert len(listed(["the mill", "- a ruin now", "stands"])) == 1


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("one\ntwo", ["one two"]),
        ("- a\n- b\n  c\n\n    - d", ["- a\n- b c", "    - d"]),
        ("# Title\ntext\n## More\ntext", ["# Title", "text", "## More", "text"]),
        ("Title\nof two\n===\ntext", ["# Title of two", "text"]),
        ("Part\n---\ntext", ["## Part", "text"]),
        ("- item\n---\ntext", ["- item\n---\ntext"]),
        ("> a\n> b", ["> a\n> b"]),
        (
            "[a]: https://example.org\n[b]: https://example.org",
            ["[a]: https://example.org\n[b]: https://example.org"],
        ),
        ("1. a\n2. b", ["1. a\n2. b"]),
        ("#hashtag\nmore", ["#hashtag more"]),
    ],
)
def test_markdown_keeps_a_line_for_what_opens_one(text: str, source: list[str]) -> None:
    assert markdown(text) == source


def test_the_width_of_wrapping_is_that_of_lines_broken_inside_a_sentence() -> None:
    assert wrap_width(blocks_of("Title\n" + WRAPPED, markdown=False)) == 74
    assert (
        wrap_width(
            blocks_of("Title\n\nOne sentence ends on every line here, " * 1 + "and so.\nTwo.", markdown=False)
        )
        == 0
    )
    assert wrap_width(blocks_of("Title\n\n" + "word " * 40 + "\nword", markdown=False)) == 0


@pytest.mark.parametrize(
    ("line", "following", "width", "is_wrapped"),
    [
        ("Save the mill", "of Arden", 0, True),
        ("Save the mill!", "of Arden", 0, False),
        ("Save the mill", "Arden", 0, False),
        ("Save the mill of the river that runs by the old town of", "Arden", 58, True),
        ("Save the mill of the river", "Arden", 58, False),
        ("Save the mill of the river that runs by the old town of Upper", "Arden", 50, False),
    ],
)
def test_a_title_goes_on_where_wrapping_broke_it(
    line: str, following: str, width: int, *, is_wrapped: bool
) -> None:
    assert goes_on(line, following, width) is is_wrapped
