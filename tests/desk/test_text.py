"""Changing the words of an open petition at the desk."""

from datetime import datetime

import pytest
from django.test import Client

from tests.desk.members import account, draft_of, join, signed_in
from undersigned.people.models import Team, User
from undersigned.petitions import actions
from undersigned.petitions.models import Petition, Text

pytestmark = pytest.mark.django_db
PATH = "/desk/p/the-city-council-must-reopen-the-riverside-library"
WORDS = {
    "title": "The City Council must reopen the Riverside library",
    "addressees": "The City Council",
    "story": "The library closed in spring.\r\n\r\nNobody was asked.",
    "call": "Let’s ask the council together!",
    "of": "1",
}


@pytest.fixture
def desk(ada: User, team: Team, today: datetime) -> Client:
    actions.publish(draft_of(team, today), now=today)
    return signed_in(ada, today)


def numbers() -> tuple[int, int]:
    petition = Petition.objects.get()
    return petition.text_number, petition.ask_number


def test_a_slip_is_mended(desk: Client) -> None:
    assert "Mend slips" in desk.get(PATH).content.decode()
    assert 'value="1"' in desk.get(f"{PATH}/fix").content.decode()
    done = desk.post(f"{PATH}/fix", WORDS | {"call": "Let’s ask the Council together!"})
    assert done.headers["Location"] == PATH
    assert numbers() == (2, 1)
    assert Petition.objects.get().own_goal == 500


def test_more_than_a_slip_is_told_beside_its_field_and_carried_to_a_new_ask(desk: Client) -> None:
    typed = WORDS | {"title": "The City Council must sell the Riverside library"}
    refused = desk.post(f"{PATH}/fix", typed)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'id="id_title_error"' in page
    assert f'formaction="{PATH}/ask"' in page
    assert numbers() == (1, 1)
    carried = desk.post(f"{PATH}/ask", typed | {"carry": "yes"})
    assert 'value="The City Council must sell the Riverside library"' in carried.content.decode()
    assert numbers() == (1, 1)
    done = desk.post(f"{PATH}/ask", typed | {"goal": "900", "hands_over": "names"})
    assert done.headers["Location"] == "/desk/p/the-city-council-must-sell-the-riverside-library"
    assert numbers() == (2, 2)
    assert Petition.objects.get().own_goal == 900


def test_what_somebody_else_changed_is_not_overwritten(desk: Client) -> None:
    desk.post(f"{PATH}/fix", WORDS | {"call": "Let’s ask the Council together!"})
    stale = desk.post(f"{PATH}/fix", WORDS | {"call": "Let’s ask the council togethr!"})
    assert stale.status_code == 409
    assert "Let’s ask the council togethr!" in stale.content.decode()
    assert numbers() == (2, 1)


@pytest.mark.parametrize("of", ["", "0", "-1", "x", "9" * 30, "²"])
def test_a_number_that_is_none_changes_nothing(desk: Client, of: str) -> None:
    assert (
        desk.post(f"{PATH}/fix", WORDS | {"call": "Ask the council together!", "of": of}).status_code == 409
    )
    assert numbers() == (1, 1)


def test_nothing_changed_is_said(desk: Client) -> None:
    answer = desk.post(f"{PATH}/fix", WORDS)
    assert answer.status_code == 422
    assert "Nothing was changed." in answer.content.decode()


def test_an_editor_mends_and_does_not_ask_anew_and_others_find_nothing(
    desk: Client, team: Team, today: datetime
) -> None:
    mo, zed = account("mo", today), account("zed", today)
    join(team, mo, "editor", today)
    editor, stranger = signed_in(mo, today), signed_in(zed, today)
    refused = editor.post(f"{PATH}/fix", WORDS | {"title": "The Mayor must plant trees"})
    assert "formaction" not in refused.content.decode()
    for path in ("ask", "fix"):
        assert stranger.get(f"{PATH}/{path}").status_code == 404
        assert stranger.post(f"{PATH}/{path}", WORDS).status_code == 404
    assert editor.get(f"{PATH}/ask").status_code == 404
    assert editor.post(f"{PATH}/ask", WORDS | {"title": "X y z", "hands_over": "number"}).status_code == 404
    assert editor.post(f"{PATH}/fix", WORDS | {"call": "Let’s ask the Council together!"}).status_code == 302
    assert numbers() == (2, 1)
    assert Text.objects.count() == 2


def test_of_a_draft_or_a_closed_petition_the_form_is_not_there(desk: Client, today: datetime) -> None:
    actions.close(Petition.objects.get(), now=today)
    assert desk.get(f"{PATH}/fix").status_code == 302
    assert desk.post(f"{PATH}/ask", WORDS | {"hands_over": "number"}).status_code == 302
    assert numbers() == (1, 1)
