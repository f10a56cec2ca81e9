"""Who is asked what is found in a title or a line of its own, and nobody is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.petitions.document.addressing import demand_of, greeting_of


@pytest.mark.parametrize(
    ("title", "who", "what"),
    [
        ("The Harbour Commissioner must open the quay", "The Harbour Commissioner", "open the quay"),
        ("Arden City Council should not sell the park!", "Arden City Council", "not sell the park"),
        ("The government needs to act now.", "The government", "act now"),
        ("MPs have to vote again", "MPs", "vote again"),
        ("President Ada Lovelace has to drop the charges", "President Ada Lovelace", "drop the charges"),
        ("Mayor of Arden: keep the library open", "Mayor of Arden", "keep the library open"),
        ("Harbour Commissioner: no more delays", "Harbour Commissioner", "no more delays"),
        ("Harbour Commissioner, please open the quay", "Harbour Commissioner", "please open the quay"),
        ("Minister for Rivers, Lakes and Ponds must swim", "Minister for Rivers, Lakes and Ponds", "swim"),
        ("Fernwick’s must stop selling eggs from cages", "Fernwick’s", "stop selling eggs from cages"),
        ("Fernwick: stop selling eggs from cages", "Fernwick", "stop selling eggs from cages"),
        ("The Daily Arden ought to print a correction", "The Daily Arden", "print a correction"),
        ("ARDEN COUNCIL MUST SAVE OUR POOL", "ARDEN COUNCIL", "SAVE OUR POOL"),
        ("Le ministre de l’Intérieur doit libérer Ada", "Le ministre de l’Intérieur", "libérer Ada"),
        ("Madame la maire : rouvrez la piscine !", "Madame la maire", "rouvrez la piscine"),
        ("Die Bundesregierung muss Ada freilassen", "Die Bundesregierung", "Ada freilassen"),
        ("El gobierno debe liberar a Ada", "El gobierno", "liberar a Ada"),
        ("Il sindaco deve riaprire la piscina", "Il sindaco", "riaprire la piscina"),
        ("O governo deve libertar Ada", "O governo", "libertar Ada"),
        ("Minister zdrowia musi otworzyć szpital", "Minister zdrowia", "otworzyć szpital"),
        ("Llywodraeth Cymru: achubwch ein pwll", "Llywodraeth Cymru", "achubwch ein pwll"),
        ("يجب على وزير الداخلية أن يطلق سراح آدا", "وزير الداخلية", "يطلق سراح آدا"),
        ("שר הפנים חייב לשחרר את עדה", "שר הפנים", "לשחרר את עדה"),
    ],
)
def test_a_title_says_who_must_do_what(title: str, who: str, what: str) -> None:
    demand = demand_of(title)
    assert demand is not None
    assert (demand.who, demand.what) == (who, what)


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("O governo deve libertar Ada", "pt"),
        ("Il governo deve liberare Ada", "it"),
        ("Le maire doit agir", "fr"),
    ],
)
def test_the_language_of_a_demand_is_known(title: str, language: str) -> None:
    demand = demand_of(title)
    assert demand is not None
    assert demand.language == language


@pytest.mark.parametrize(
    "title",
    [
        "We must act now",
        "You must listen",
        "They should go",
        "It should end",
        "Everyone must vote",
        "Nobody should be homeless in winter",
        "Every child must have a warm meal",
        "Children should learn music",
        "Two people must leave the island",
        "Ada Lovelace must be freed",
        "The council must be held to account",
        "The council should have asked us",
        "Arden Library must stay open",
        "Arden Library must reopen",
        "Violence must stop",
        "Council tax must fall for everyone",
        "Government cuts must stop",
        "Friends of the council must pay more",
        "All Dogs Should Live In Warm Homes",
        "Stop the war",
        "Stop, look and listen",
        "Yes, save the library",
        "Arden, wake up",
        "Save the library: sign now",
        "Arden library: save it",
        "Ada Lovelace: free her now",
        "Climate change: act now",
        "Climate: act now",
        "Update: council must act",
        "Free Ada: an appeal",
        "Why the government must act",
        "Must the government act?",
        "The government must act?",
        "Tell the council it must listen",
        "Enough, the council must act",
        "Nous devons agir",
        "Ada doit être libérée",
        "Les enfants doivent apprendre la musique",
        "Le projet du gouvernement doit cesser",
        "Ada muss freigelassen werden",
        "Kinder müssen Musik lernen",
        "Los niños deben aprender música",
        "I bambini devono imparare la musica",
        "Dzieci muszą się uczyć",
        "",
        "must",
        ":",
        " : ,",
    ],
)
def test_where_nobody_is_asked_nobody_is_guessed(title: str) -> None:
    assert demand_of(title) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("To: the Harbour Commissioner", ("the Harbour Commissioner",)),
        ("TO : Ada Lovelace", ("Ada Lovelace",)),
        ("To: Ada Lovelace; The Pool Trust;", ("Ada Lovelace", "The Pool Trust")),
        ("To: Ministry of Rivers and Lakes", ("Ministry of Rivers and Lakes",)),
        ("To the Harbour Commissioner,", ("Harbour Commissioner",)),
        ("To the People’s Council:", ("People’s Council",)),
        ("Addressed to: Fernwick", ("Fernwick",)),
        ("À : la ministre", ("la ministre",)),
        ("Au maire de Valbrume,", ("maire de Valbrume",)),
        ("An: Bundesregierung", ("Bundesregierung",)),
        ("Para: el ministro", ("el ministro",)),
        ("إلى: وزير الداخلية", ("وزير الداخلية",)),
    ],
)
def test_a_line_of_its_own_names_addressees(line: str, names: tuple[str, ...]) -> None:
    greeting = greeting_of(line)
    assert greeting is not None
    assert greeting.names == names


@pytest.mark.parametrize(
    "line",
    [
        "To the Harbour Commissioner",
        "To the surprise of many,",
        "To my friends,",
        "To Ada,",
        "To:",
        "To: ;",
        "Tomorrow: the council",
        "To: " + "x" * 200,
        "",
    ],
)
def test_other_lines_that_begin_alike_name_nobody(line: str) -> None:
    assert greeting_of(line) is None


@given(
    st.text(max_size=250),
    st.sampled_from(["must", "should", ":", ",", "doit", "deve", "חייב"]),
    st.text(max_size=250),
)
def test_any_title_is_judged_without_failing(before: str, between: str, after: str) -> None:
    title = f"{before} {between} {after}".strip()
    demand = demand_of(title)
    assert demand is None or (demand.who and demand.what)
    greeting = greeting_of(title)
    assert greeting is None or all(greeting.names)
