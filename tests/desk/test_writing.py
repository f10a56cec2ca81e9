"""Writing at the desk: kept by itself and by buttons, in two tabs, by those who may; and looked at."""

import uuid
from datetime import datetime

import pytest
from django.test import Client

from tests.desk.members import account, draft_of, join, signed_in
from tests.people import ada_opens
from undersigned.people.models import Team, User
from undersigned.petitions.drafting import as_typed
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
TITLE = "The City Council must reopen the Riverside library"
SOME = {"title": TITLE, "language": "en", "hands_over": "number"}


@pytest.fixture
def desk(ada: User, today: datetime) -> Client:
    return signed_in(ada, today)


def place(team: Team, today: datetime) -> str:
    return f"/desk/p/{draft_of(team, today).slugs.get().slug}"


def test_a_page_keeps_what_is_typed_and_goes_on_where_it_was_kept(desk: Client) -> None:
    page = SOME | {"key": str(uuid.uuid4())}
    kept = desk.post("/desk/start/keep", page).json()
    assert desk.post("/desk/start/keep", page).json()["write"] == kept["write"]
    assert Petition.objects.count() == 1
    more = SOME | {"story": "It closed.", "goal": "many", "version": kept["version"]}
    answer = desk.post(kept["keep"], more).json()
    assert answer["version"] == 2
    assert answer["advice"]["story"] == [
        "2 words so far. Most people want to know what happened, to whom, and what would help."
    ]
    written = desk.get(kept["write"]).content.decode()
    assert 'value="many"' in written
    assert "2 words so far." in written


def test_of_two_tabs_the_second_is_told_and_loses_nothing(desk: Client, team: Team, today: datetime) -> None:
    path = place(team, today)
    one = desk.post(f"{path}/keep", SOME | {"call": "One!", "version": "0"})
    assert one.json()["version"] == 1
    refused = desk.post(f"{path}/keep", SOME | {"call": "Two!", "version": "0"})
    assert (refused.status_code, refused.json()["version"]) == (409, 1)
    told = desk.post(f"{path}/write", SOME | {"call": "Two!", "version": "0"})
    page = told.content.decode()
    assert told.status_code == 409
    assert 'value="Two!"' in page
    assert 'name="version" value="1"' in page
    assert as_typed(Petition.objects.get())["call"] == "One!"
    again = desk.post(f"{path}/write", SOME | {"call": "Two!", "version": "1", "go_on": "1"})
    assert again.headers["Location"].endswith("/write")
    assert as_typed(Petition.objects.get())["call"] == "Two!"


def test_save_and_go_on_keeps_what_is_unfinished_and_the_draft_does_not_open(desk: Client) -> None:
    path = desk.post("/desk/start", SOME | {"go_on": "1", "goal": "many"}).headers["Location"]
    assert path == "/desk/p/the-city-council-must-reopen-the-riverside-library/write"
    assert 'value="many"' in desk.get(path).content.decode()
    done = desk.post(path, SOME | {"goal": "many", "version": "1"})
    assert done.status_code == 422
    assert 'id="id_story_error"' in done.content.decode()
    opened = desk.post(path.replace("/write", "/move/publish"))
    assert opened.status_code == 422
    assert "Something is still missing" in opened.content.decode()


def test_nothing_to_keep_is_told_and_hostile_forms_break_nothing(desk: Client) -> None:
    nothing = {"story": "Without a title", "key": "no key", "go_on": "1"}
    answer = desk.post("/desk/start", nothing)
    assert answer.status_code == 422
    assert "Without a title" in answer.content.decode()
    assert desk.post("/desk/start/keep", nothing).status_code == 422
    long = desk.post("/desk/start", SOME | {"story": "x" * 100_001, "go_on": "1"})
    assert long.status_code == 422
    assert "x" * 100_001 in long.content.decode()
    assert not Petition.objects.exists()
    strange = SOME | {"key": "{", "title": "\0<script>alert(1)</script>", "version": "-1"}
    path = desk.post("/desk/start/keep", strange).json()["write"]
    assert "<script>alert" not in desk.get(path).content.decode()


def test_what_is_open_is_not_kept_and_the_words_stay(desk: Client, team: Team, today: datetime) -> None:
    path = place(team, today)
    desk.post(f"{path}/move/publish")
    assert desk.post(f"{path}/keep", SOME | {"version": "0"}).status_code == 410
    late = desk.post(f"{path}/write", SOME | {"call": "Too late!", "version": "0"})
    assert late.status_code == 409
    assert "Too late!" in late.content.decode()


def test_others_neither_keep_nor_look(team: Team, today: datetime) -> None:
    path = place(team, today)
    zed, vi = signed_in(account("zed", today), today), account("vi", today)
    join(team, vi, "viewer", today)
    for ending in ("look", "card.png", "preview", "write"):
        assert zed.get(f"{path}/{ending}").status_code == 404
    for client in (zed, signed_in(vi, today)):
        assert client.post(f"{path}/keep", SOME | {"version": "0"}).status_code == 404
    assert Petition.objects.get().own_goal == 500


def test_it_is_looked_at_as_a_page_on_a_phone_and_as_a_card(
    desk: Client, team: Team, today: datetime
) -> None:
    path = place(team, today)
    for kind, mark in (("phone", "phone-look"), ("page", "page-look"), ("card", "card-look"), ("?", "phone")):
        page = desk.get(f"{path}/look", {"as": kind})
        assert mark in page.content.decode()
        assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    shown = desk.get(f"{path}/preview")
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Add your name" in shown.content.decode()
    card = desk.get(f"{path}/card.png")
    assert card.headers["Content-Type"] == "image/png"
    assert card.headers["Cache-Control"] == "no-store"
    assert card.content.startswith(b"\x89PNG")


def test_who_asks_for_the_same_is_named_with_and_without_script(
    desk: Client, team: Team, today: datetime
) -> None:
    ada_opens(today)
    found = desk.get("/desk/start/near", {"title": "Reopen the Riverside library"}).json()["petitions"]
    assert [(one["title"], one["standing"]) for one in found] == [(TITLE, "(0 have signed)")]
    page = desk.get(f"{place(team, today)}/write").content.decode()
    assert "Others ask for something like it." in page
    assert desk.get("/desk/start/near", {"title": "x" * 100_000}).status_code == 200
    assert Client(SERVER_NAME="localhost").get("/desk/start/near").status_code == 302


def test_several_names_are_several_lines(desk: Client) -> None:
    several = SOME | {"addressees": ["The Mayor", "", "The City Council"], "story": "It closed."}
    desk.post("/desk/start", several)
    names = Petition.objects.get().addressees.values_list("name", flat=True)
    assert list(names) == ["The Mayor", "The City Council"]


def test_a_petition_is_used_again_and_a_template_begins_others(
    desk: Client, team: Team, today: datetime
) -> None:
    path = place(team, today)
    begun = desk.post(f"{path}/again").headers["Location"]
    assert begun == f"{path}-2/write"
    assert Petition.objects.filter(team=team).count() == 2
    assert desk.post(f"{path}/template", {"is_template": "1"}).status_code == 302
    assert "This is a template" in desk.get(path).content.decode()
    assert f'action="{path}/again"' in desk.get("/desk/start").content.decode()
    assert desk.post(f"{path}/move/publish").status_code == 422
    desk.post(f"{path}/template")
    assert f'action="{path}/again"' not in desk.get("/desk/start").content.decode()
    zed = signed_in(account("zed", today), today)
    for ending in ("again", "template"):
        assert zed.post(f"{path}/{ending}").status_code == 404
    assert Petition.objects.count() == 2


def test_a_draft_about_the_uk_says_that_it_is_no_petition_to_parliament(
    desk: Client, team: Team, today: datetime
) -> None:
    path = f"{place(team, today)}/write"
    told = "It is not a petition to the UK Parliament"
    assert told not in desk.get(path).content.decode()
    desk.post(path, SOME | {"country": "GB", "story": "It closed.", "version": "0"})
    page = desk.get(path).content.decode()
    assert told in page
    assert "50 of at most 80 characters" in page
    assert "10,000" in page
