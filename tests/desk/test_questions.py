"""Questions of a team's own at the desk: written with a draft, changed while the petition is open."""

import csv
import io
import re
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.desk.members import account, draft_of, join, signed_in, team_of
from tests.people import signs
from tests.questions import ALL, DAYS, HELP, WHY
from undersigned.people.models import Team, User
from undersigned.petitions import actions
from undersigned.petitions.drafting import as_typed
from undersigned.petitions.models import Petition
from undersigned.petitions.question import Question
from undersigned.petitions.question_rows import typed
from undersigned.signing.confirming import confirm

pytestmark = pytest.mark.django_db
TITLE = "The City Council must reopen the Riverside library"
PATH = "/desk/p/the-city-council-must-reopen-the-riverside-library"
SOME = {"title": TITLE, "story": "It closed.", "language": "en", "hands_over": "number"}


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def ada(today: datetime) -> User:
    return account("ada", today)


@pytest.fixture
def team(ada: User, today: datetime) -> Team:
    return team_of(ada, today)


@pytest.fixture
def desk(ada: User, team: Team, today: datetime) -> Client:
    return signed_in(ada, today)


@pytest.fixture
def petition(team: Team, today: datetime) -> Petition:
    return actions.publish(draft_of(team, today), now=today)


def words() -> list[str]:
    return [one.words or one.kind for one in Question.objects.put_under(Petition.objects.get())]


def rows(body: str) -> list[str]:
    return re.findall(r'name="question_\d_words" value="([^"]*)"', body)


def test_a_petition_is_started_with_questions_and_opened_with_them(desk: Client) -> None:
    body = desk.get("/desk/start").content.decode()
    assert "Each further question loses some signers." in body
    assert 'name="question_1_words"' in body
    assert 'name="question_2_words"' not in body  # one empty row at a time
    assert desk.post("/desk/start", SOME | typed([WHY, HELP]) | {"asks_phone": "on"}).status_code == 302
    assert words() == ["phone", WHY.words, HELP.words]
    seen = desk.get(f"{PATH}/preview").content.decode()
    assert WHY.words in seen
    assert 'name="phone"' in seen
    assert desk.post(f"{PATH}/move/publish").status_code == 302
    assert WHY.words in Client(SERVER_NAME="localhost").get(PATH.removeprefix("/desk")).content.decode()


def test_a_mistake_in_a_row_is_told_beside_it_and_the_row_stands_open(desk: Client) -> None:
    answer = desk.post("/desk/start", SOME | typed([WHY._replace(purpose="")]))
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Say what the answer is for" in body
    assert '<details class="question" open>' in body
    assert rows(body) == [WHY.words]
    assert not Petition.objects.exists()


def test_rows_change_places_before_there_is_a_draft_and_after(desk: Client, team: Team) -> None:
    begun = desk.post("/desk/start", SOME | typed([WHY, DAYS]) | {"question": "up-2"}).content.decode()
    assert rows(begun) == [DAYS.words, WHY.words]
    assert TITLE in begun
    assert not Petition.objects.exists()
    desk.post("/desk/start", SOME | typed([WHY, DAYS]))
    moved = desk.post(f"{PATH}/write", SOME | typed([WHY, DAYS]) | {"question": "down-1"})
    assert moved.headers["Location"] == f"{PATH}/write#questions"
    assert rows(desk.get(f"{PATH}/write").content.decode()) == [DAYS.words, WHY.words]
    assert words() == [DAYS.words, WHY.words]
    desk.post(f"{PATH}/write", SOME | typed([DAYS, WHY]) | {"question": "remove-1"})
    assert words() == [WHY.words]


def test_five_rows_and_no_more(desk: Client) -> None:
    desk.post("/desk/start", SOME | typed(ALL) | {"question_6_words": "More?", "question_6_purpose": "x"})
    body = desk.get(f"{PATH}/write").content.decode()
    assert len(rows(body)) == 5
    assert 'name="question_6_words"' not in body
    assert "More?" not in body


def test_they_are_kept_as_they_are_typed(desk: Client) -> None:
    kept = desk.post("/desk/start/keep", SOME | {"question_1_words": "Half"}).json()
    assert as_typed(Petition.objects.get())["question_1_words"] == "Half"
    assert words() == []
    whole = SOME | typed([WHY]) | {"version": kept["version"]}
    assert desk.post(kept["keep"], whole).status_code == 200
    assert words() == [WHY.words]
    huge = whole | {"question_1_words": "x" * 200_000, "version": "2"}
    assert desk.post(kept["keep"], huge).status_code == 422
    assert words() == [WHY.words]


def test_of_an_open_petition_they_change_for_later_signers(
    desk: Client, petition: Petition, today: datetime
) -> None:
    body = desk.get(f"{PATH}/questions").content.decode()
    assert "whoever has signed was asked what their page said" in body
    assert 'name="of" value="1"' in body
    added = desk.post(f"{PATH}/questions", typed([WHY]) | {"of": "1", "asks_phone": "on"})
    assert added.headers["Location"] == PATH
    assert words() == ["phone", WHY.words]
    stale = desk.post(f"{PATH}/questions", typed([HELP]) | {"of": "1"})
    assert stale.status_code == 409
    assert rows(stale.content.decode()) == [HELP.words]
    assert 'name="of" value="2"' in stale.content.decode()
    assert words() == ["phone", WHY.words]
    moved = desk.post(f"{PATH}/questions", typed([WHY, HELP]) | {"of": "2", "question": "up-2"})
    assert rows(moved.content.decode()) == [HELP.words, WHY.words]
    assert words() == ["phone", WHY.words]  # looked at, not kept
    wrong = desk.post(f"{PATH}/questions", typed([WHY._replace(words="")]) | {"of": "2"})
    assert wrong.status_code == 422
    for number in ("", "x", "-1", "2" * 30, "٢"):
        assert desk.post(f"{PATH}/questions", {"of": number}).status_code == 409
    assert words() == ["phone", WHY.words]


def test_a_draft_and_a_closed_petition_lead_elsewhere(desk: Client, team: Team, today: datetime) -> None:
    draft = draft_of(team, today)
    assert desk.get(f"{PATH}/questions").headers["Location"] == f"{PATH}/write"
    actions.close(actions.publish(draft, now=today), now=today)
    assert desk.get(f"{PATH}/questions").headers["Location"] == PATH
    assert desk.post(f"{PATH}/questions", typed([WHY]) | {"of": "1"}).headers["Location"] == PATH
    assert words() == []


def test_viewers_and_strangers_change_nothing(petition: Petition, team: Team, today: datetime) -> None:
    viewer = account("vi", today)
    join(team, viewer, "viewer", today)
    for who in (viewer, account("zed", today)):
        client = signed_in(who, today)
        assert client.get(f"{PATH}/questions").status_code in (403, 404)
        assert client.post(f"{PATH}/questions", typed([WHY]) | {"of": "1"}).status_code in (403, 404)
    assert words() == []


def test_the_page_of_the_text_shows_them_and_mending_leaves_them(
    desk: Client, petition: Petition, today: datetime
) -> None:
    desk.post(f"{PATH}/questions", typed([WHY]) | {"of": "1"})
    body = desk.get(f"{PATH}/fix").content.decode()
    assert WHY.words in body
    assert f"{PATH}/questions" in body
    written = {
        "title": TITLE,
        "addressees": "The City Council",
        "story": "The library closed in spring.\r\n\r\nNobody was asked.",
        "call": "Let’s ask the Council together!",
        "of": "1",
    }
    assert desk.post(f"{PATH}/fix", written).status_code == 302
    changed = written | {"title": "The Mayor must plant trees", "hands_over": "names", "of": "2"}
    assert desk.post(f"{PATH}/ask", changed).status_code == 302
    assert words() == [WHY.words]


def test_the_teams_sheet_has_their_answers(desk: Client, petition: Petition, today: datetime) -> None:
    desk.post(f"{PATH}/questions", typed([WHY]) | {"of": "1"})
    petition.refresh_from_db()
    confirm(signs(petition, today, asked=((1, "Riverside"),), updates=True), None, now=today)
    sheet = desk.post(f"{PATH}/sheet", {"columns": "mailchimp", "kind": "csv"})
    text = sheet.getvalue().decode("utf-8-sig")
    assert [row[WHY.words] for row in csv.DictReader(io.StringIO(text))] == ["Riverside"]
    with closing(desk.post(f"{PATH}/sheet", {"columns": "mailchimp", "kind": "xlsx"})) as book:
        assert book.status_code == 200


def test_hostile_words_are_words_at_the_desk(desk: Client) -> None:
    hostile = '"><script>alert(1)</script>{{ 7*7 }}'
    desk.post("/desk/start", SOME | typed([WHY._replace(words=hostile, purpose=hostile)]))
    for path in (f"{PATH}/write", f"{PATH}/preview", f"{PATH}/look", PATH):
        assert "<script>alert" not in desk.get(path).content.decode()
