"""A document becomes a petition: title, ask, addressees, story, letter, call, and what it claims."""

from pathlib import Path

import pytest

from undersigned.petitions.document import Document, DocumentRefused, read
from undersigned.petitions.document.wordings import wordings

LANGUAGES = [row.language for row in wordings()]

DOCUMENTS = Path(__file__).parents[2] / "documents"


def document(name: str) -> Document:
    return read((DOCUMENTS / name).read_bytes(), markdown=name.endswith(".md"))


def plain(text: str) -> Document:
    return read(text.encode())


def test_a_petition_page_as_text_is_read_line_by_line() -> None:
    petition = document("night-ferry.txt")
    assert petition.title == "Harbour Commissioner must bring back the night ferry to Selmouth Island"
    assert petition.ask == "bring back the night ferry to Selmouth Island"
    assert petition.addressees == ("Harbour Commissioner",)
    assert (petition.goal, petition.claimed_signatures) == (50_000, 0)
    assert (petition.language, petition.markup, petition.letter) == ("en", "plain", "")
    assert [paragraph.split()[0] for paragraph in petition.paragraphs] == ["Until", "The", "Since", "The"]
    assert "of the Coast and promised" in petition.paragraphs[3]
    assert "within reach, and to publish what" in petition.paragraphs[3]
    assert petition.call == (
        "Let's stand on the quay together and tell the Harbour Commissioner -- it's time to cast off!"
    )


def test_a_french_page_is_read_in_french() -> None:
    petition = document("piscine.txt")
    assert (petition.language, petition.goal, petition.claimed_signatures) == ("fr", 15_000, 12_345)
    assert (petition.addressees, petition.ask) == (
        ("Le maire de Valbrume",),
        "rouvrir la piscine des Tilleuls",
    )
    assert len(petition.paragraphs) == 2
    assert petition.call == "Signez et faites passer : l’eau doit revenir avant l’été !"


def test_a_hard_wrapped_text_without_blank_lines_keeps_its_paragraphs() -> None:
    petition = document("night-bus.txt")
    assert petition.title == petition.ask == "Keep the 23:15 night bus running"
    assert petition.addressees == ("Vale Transport Board",)
    assert (petition.goal, petition.claimed_signatures) == (2500, 1)
    assert [(each.split()[0], each.split()[-1]) for each in petition.paragraphs] == [
        ("Every", "nine."),
        ("The", "ours."),
        ("We", "answer."),
    ]
    assert petition.call == "Tell the board that fourteen people are not nobody!"


def test_long_lines_without_blank_lines_are_paragraphs() -> None:
    petition = document("allotments.txt")
    assert petition.addressees == ("The Orchard Trust",)
    assert petition.ask == "not build on the Fenwick allotments"
    assert [each.split()[0] for each in petition.paragraphs] == ["The", "Today", "We"]
    assert (petition.goal, petition.claimed_signatures, petition.call) == (None, 0, "")


def test_a_markdown_document_keeps_the_source_of_its_paragraphs() -> None:
    petition = document("river.md")
    assert petition.title == "The Water Board must keep sewage out of the Arden"
    assert (petition.addressees, petition.ask) == (("The Water Board",), "keep sewage out of the Arden")
    assert (petition.goal, petition.claimed_signatures, petition.markup) == (500, 3, "markdown")
    assert petition.paragraphs == (
        "## What happened",
        "Last year the board opened its sluices on *214 days*. Ours is a river that children learn to swim in.",
        "- In June the fish died.\n- In July the bathing place was closed, and nobody said why.",
        "> We do not measure it, so it is not there: [the board](https://example.org/arden).",
        "## Who we are",
        "Six people and a boat.",
    )
    assert petition.letter == (
        "Members of the board,\n\nwe ask you to close the sluices until you know what passes them."
    )
    assert petition.call == "Join us at the weir and sign today!"


def test_markdown_is_not_understood_unless_it_is_asked_for() -> None:
    petition = plain("# Save the *pool*\n\n<b>It</b> & _we_ are cold.\n\n* one\n* two")
    assert petition.title == "# Save the *pool*"
    assert petition.paragraphs == ("<b>It</b> & _we_ are cold.", "* one", "* two")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Save the pool #\n\nIt is cold.", "Save the pool"),
        ("Save the pool\n=====\nIt is cold.", "Save the pool"),
        ("### Save the pool\nIt is cold.", "Save the pool"),
        ("Save the pool\n\nIt is cold.", "Save the pool"),
        ("# Save the pool & 5 \\* `it`\n\nIt is cold.", "Save the pool & 5 * `it`"),
    ],
)
def test_a_markdown_title_is_plain_text(text: str, title: str) -> None:
    petition = read(text.encode(), markdown=True)
    assert (petition.title, petition.paragraphs) == (title, ("It is cold.",))


@pytest.mark.parametrize(
    "text",
    [
        "Save the pool\n\nSave the pool\n\nIt is cold.",
        "Save the pool\nSave the pool\nIt is cold.",
        "Save the pool\n\nSAVE THE POOL!\nIt is cold.",
        "Save the pool\n\nSave the\npool\n\nIt is cold.",
        "Save the pool\n\nIt is cold.\n\nSave the pool",
    ],
)
def test_a_repeated_title_is_told_once(text: str) -> None:
    assert plain(text).paragraphs == ("It is cold.",)


def test_a_title_wrapped_in_the_middle_is_one_title() -> None:
    petition = plain(
        "Regional Health Director must reopen the maternity ward of the Larkfield\n"
        "Hospital before the winter\n\n"
        "The ward was closed on a Friday evening. Nobody was told before; parents\n"
        "learned of it at the door.\n"
    )
    assert petition.title.endswith("ward of the Larkfield Hospital before the winter")
    assert len(petition.paragraphs) == 1


def test_a_story_right_below_the_title_is_not_taken_for_it() -> None:
    petition = plain("Save the pool\nIt is the only one.\n\nWe want to swim.")
    assert petition.title == "Save the pool"
    assert petition.paragraphs == ("It is the only one.", "We want to swim.")


@pytest.mark.parametrize(
    "text",
    [
        "To: Ada Lovelace; The Pool Trust\n\nSave the pool\n\n3 have signed\n\nGoal: 50\n\nIt is cold.",
        "Save the pool\n\n3 have signed. Goal: 50\nTo: Ada Lovelace\nTo: The Pool Trust\n\nIt is cold.",
        "3 have signed\n\nSave the pool\n\nIt is cold.\n\nGoal: 50\n\nTo: Ada Lovelace; The Pool Trust",
        "Save the pool\nTo: Ada Lovelace; The Pool Trust\n3\nhave signed\nOur goal is 50\nIt is cold.",
    ],
)
def test_count_goal_and_addressees_are_found_above_and_below_the_story(text: str) -> None:
    petition = plain(text)
    assert petition.title == "Save the pool"
    assert petition.addressees == ("Ada Lovelace", "The Pool Trust")
    assert (petition.claimed_signatures, petition.goal) == (3, 50)
    assert petition.paragraphs == ("It is cold.",)


def test_an_addressee_named_twice_is_asked_once() -> None:
    petition = plain("Save the pool\n\nTo: Ada; Dee; ADA\n\nTo: dee; Mo\n\nIt is cold.")
    assert petition.addressees == ("Ada", "Dee", "Mo")


def test_a_line_that_names_the_addressee_wins_over_the_title() -> None:
    petition = plain("The mayor must save the pool\n\nTo: Ada Lovelace, Mayor\n\nIt is cold.")
    assert petition.addressees == ("Ada Lovelace, Mayor",)
    assert petition.ask == "save the pool"


@pytest.mark.parametrize(
    "story",
    [
        "In 2016 4 million have signed. It was not enough.",
        "So far more than\n12,345 have signed.",
        "12,345 signatures\nand not one answer came.",
        "We handed over 300 signatures.",
        "Let's get to 50,000 and show them what a small town can do when it must.",
    ],
)
def test_a_story_that_speaks_of_signatures_is_not_eaten(story: str) -> None:
    petition = plain(f"Save the pool\n\nIt is cold.\n\n{story}\n\nWe want to swim.")
    assert petition.paragraphs[1] == " ".join(story.split())
    assert (petition.claimed_signatures, petition.goal) == (0, None)


def test_a_count_deep_inside_the_story_belongs_to_it() -> None:
    petition = plain("Save the pool\n\nOne.\n\nTwo.\n\n4 million have signed.\n\nFour.")
    assert petition.paragraphs == ("One.", "Two.", "4 million have signed.", "Four.")
    assert petition.claimed_signatures == 0


def test_a_goal_of_none_is_no_goal() -> None:
    assert plain("Save the pool\n\nLet's get to 0!\n\nIt is cold.").goal is None


def test_every_run_of_white_space_becomes_one_space() -> None:
    petition = plain("Save\u00a0 the\u2009pool\n\nIt\t\u3000is \u200b cold\u00a0.\n\u202f \nWe\u2028swim.")
    assert petition.title == "Save the pool"
    assert petition.paragraphs == ("It is cold .", "We swim.")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n\xc2\xa0\n", "empty"),
        ("\ufeff".encode(), "empty"),
        (b"12 have signed.\n\nGoal: 50", "no title"),
        (b"***\n\n12 of them", "no title"),
        (b"Save the pool", "no story"),
        (b"Save the pool\n\n12 have signed", "no story"),
        (b"word " * 60, "at most 200 characters; it has 299"),
        (b"a\n\n" * 20_000, "39,999 lines"),
    ],
)
def test_what_is_no_petition_is_refused_in_one_line(data: bytes, reason: str) -> None:
    for markdown in (False, True):
        with pytest.raises(DocumentRefused, match=reason) as refusal:
            read(data, markdown=markdown)
        assert "\n" not in str(refusal.value)


def test_a_call_alone_is_the_story() -> None:
    petition = plain("Save the pool\n\nSign now!")
    assert (petition.paragraphs, petition.call) == (("Sign now!",), "")


def test_a_letter_in_plain_text_stands_below_its_heading() -> None:
    petition = plain(
        "Save the pool\n\nIt is cold.\n\nThe letter:\n\nDear Ada,\n\nwe want to swim.\n\nSign now!"
    )
    assert (petition.paragraphs, petition.letter) == (("It is cold.",), "Dear Ada,\n\nwe want to swim.")
    assert petition.call == "Sign now!"


def test_a_petition_that_is_only_a_letter_has_it_as_its_story() -> None:
    petition = plain("Save the pool\n\nLetter\n\nDear Ada,\n\nwe want to swim.")
    assert (petition.paragraphs, petition.letter) == (("Dear Ada,", "we want to swim."), "")


def test_an_unknown_language_counts_as_english() -> None:
    assert plain("Spara poolen\n\nDen är kall.").language == "en" == LANGUAGES[0]


def test_the_title_tells_the_language_when_the_page_around_it_has_another() -> None:
    petition = plain(
        "Le maire doit rouvrir la piscine\n\n0 have signed. Let's get to 100!\n\nElle est fermée."
    )
    assert (petition.language, petition.goal) == ("fr", 100)
