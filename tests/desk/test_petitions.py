"""A petition at the desk, by its pages: written, opened, seen growing, taken along; and what others cannot do."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from tests.desk.members import account, draft_of, join, signed_in, team_of
from tests.people import signs
from undersigned.desk.growth import DAYS, growth_of
from undersigned.ops.audit import COMMAND
from undersigned.ops.models import AuditEntry
from undersigned.ops.switches import switch
from undersigned.people.models import Team, User
from undersigned.petitions.models import Petition
from undersigned.signing.confirming import confirm
from undersigned.signing.models import ExportLog

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "The City Council must reopen the Riverside library",
    "story": "It closed in spring. <script>alert(1)</script>",
    "language": "en",
    "hands_over": "number",
}


@pytest.fixture
def desk(ada: User, today: datetime) -> Client:
    return signed_in(ada, today)


def text(content: bytes) -> str:
    return content.decode()


def test_somebody_writes_sees_changes_and_opens_a_petition(desk: Client, ada: User) -> None:
    assert "Start a petition" in text(desk.get("/desk/").content)
    path = desk.post("/desk/start", TYPED).headers["Location"]
    assert path == "/desk/p/the-city-council-must-reopen-the-riverside-library"
    assert "Open it for signatures" in text(desk.get(path).content)
    seen = text(desk.get(f"{path}/preview").content)
    assert "It closed in spring." in seen
    assert "<script>alert" not in seen
    changed = TYPED | {"title": "The Mayor must plant trees", "goal": "900"}
    path = desk.post(f"{path}/write", changed).headers["Location"]
    assert path == "/desk/p/the-mayor-must-plant-trees"
    assert Client().get("/p/the-mayor-must-plant-trees", SERVER_NAME="example.org").status_code != 200
    assert desk.post(f"{path}/move/publish").status_code == 302
    petition = Petition.objects.get()
    assert (petition.state, petition.own_goal, petition.team.personal_of) == ("open", 900, ada)
    assert "The Mayor must plant trees" in text(desk.get("/desk/").content)
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True))[-3:] == [
        *("start petition", "write draft", "publish"),
    ]


def test_mistakes_are_told_beside_their_fields_and_keep_what_was_typed(desk: Client) -> None:
    answer = desk.post("/desk/start", TYPED | {"goal": "many", "story": ""})
    page = text(answer.content)
    assert answer.status_code == 422
    assert 'id="id_goal_error"' in page
    assert 'id="id_story_error"' in page
    assert 'value="many"' in page
    assert TYPED["title"] in page
    assert not Petition.objects.exists()


def test_a_document_fills_the_form_and_a_bad_one_is_told(desk: Client) -> None:
    pasted = "The Mayor must plant trees\n\nLet’s get to 500!\n\nIt is hot.\n"
    page = text(desk.post("/desk/start/read", {"document": pasted}).content)
    assert 'value="The Mayor must plant trees"' in page
    assert 'value="500"' in page
    refused = desk.post("/desk/start/read", {"document": "just one line"})
    assert refused.status_code == 422
    assert "just one line" in text(refused.content)
    assert not Petition.objects.exists()


def test_who_may_not_start_finds_no_such_page(desk: Client, today: datetime) -> None:
    switch("starting", "staff", actor=COMMAND, now=today)
    assert desk.get("/desk/start").status_code == 404
    assert desk.post("/desk/start", TYPED).status_code == 404
    assert not Petition.objects.exists()


def test_a_petition_is_never_anothers_teams(desk: Client, today: datetime) -> None:
    others = team_of(account("zed", today), today, "Others")
    assert desk.post("/desk/start", TYPED | {"team": str(others.public_id)}).status_code == 302
    assert Petition.objects.get().team != others


def test_a_viewer_sees_and_changes_nothing(team: Team, today: datetime) -> None:
    vi, petition = account("vi", today), draft_of(team, today)
    join(team, vi, "viewer", today)
    client, path = signed_in(vi, today), f"/desk/p/{petition.slugs.get().slug}"
    page = text(client.get(path).content)
    assert "<form" not in page.partition("<h1")[2].partition("</main>")[0]
    for ending in ("/write", "/move/publish", "/picture", "/sheet"):
        assert client.post(path + ending, {"kind": "csv", "columns": "delivery"}).status_code == 404
    petition.refresh_from_db()
    assert petition.state == "draft"


def test_a_move_that_is_not_there_or_no_longer_can_be_changes_nothing(
    desk: Client, team: Team, today: datetime
) -> None:
    petition = draft_of(team, today)
    path = f"/desk/p/{petition.slugs.get().slug}"
    assert desk.post(f"{path}/move/delete").status_code == 404
    assert desk.get(f"{path}/move/publish").status_code == 405
    assert desk.post(f"{path}/move/publish").status_code == 302
    again = desk.post(f"{path}/move/publish")
    assert again.status_code == 409
    assert "Somebody else was quicker" in text(again.content)
    assert desk.get(f"{path}/write").status_code == 302


def test_a_picture_needs_words_and_must_be_one(desk: Client, team: Team, today: datetime) -> None:
    path = f"/desk/p/{draft_of(team, today).slugs.get().slug}"
    image = BytesIO()
    Image.new("RGB", (800, 500), "navy").save(image, "PNG")
    for name, data, words in (("a.png", image.getvalue(), ""), ("a.svg", b"<svg onload=x>", "A hall")):
        file = BytesIO(data)
        file.name = name
        refused = desk.post(f"{path}/picture", {"picture": file, "picture_alt": words})
        assert refused.status_code == 422
        assert "picture_error" in text(refused.content)
    file = BytesIO(image.getvalue())
    file.name = "hall.png"
    assert desk.post(f"{path}/picture", {"picture": file, "picture_alt": "The hall"}).status_code == 302
    assert Petition.objects.get().picture_alt == "The hall"


def test_the_numbers_are_those_of_the_tallies_day_by_day(desk: Client, team: Team, today: datetime) -> None:
    petition = draft_of(team, today)
    path = f"/desk/p/{petition.slugs.get().slug}"
    desk.post(f"{path}/move/publish")
    petition.refresh_from_db()
    for name, days, country in (("dee", 2, "GB"), ("kim", 2, "FR"), ("lou", 0, "GB")):
        moment = today - timedelta(days=days)
        signature = signs(petition, today, email=f"{name}@example.org", country=country)
        confirm(signature, None, now=moment)
    growth = growth_of(petition, now=today)
    assert [(day.signatures, day.height) for day in growth.days[-3:]] == [(2, 100), (0, 0), (1, 50)]
    assert (len(growth.days), growth.recent, growth.countries.largest) == (DAYS, 3, [("GB", 2), ("FR", 1)])
    assert [hour.signatures for hour in growth.hours[-1:]] == [1]
    assert (growth.hours_wide, growth.is_new, growth.percent) == (480, True, 100)
    page = text(desk.get(path).content)
    assert "3 signatures in the last 30 days" in page
    assert page.count("<rect") == DAYS
    assert page.index("Hour by hour") < page.index("Day by day")
    assert "3 people have signed, 100 of 100 have confirmed." in page
    assert "3 mails of this site wait to leave" in page
    petition.opened_at = today - timedelta(days=4)
    petition.save()
    page = text(desk.get(path).content)
    assert page.index("Hour by hour") > page.index("Day by day")


def test_the_numbers_are_read_from_few_rows_whatever_their_number(
    team: Team, today: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = draft_of(team, today)
    with django_assert_num_queries(5):
        growth_of(petition, now=today)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_is_written_down_and_holds_no_address_without_consent(
    kind: str, desk: Client, team: Team, today: datetime
) -> None:
    petition = draft_of(team, today)
    path = f"/desk/p/{petition.slugs.get().slug}"
    desk.post(f"{path}/move/publish")
    petition.refresh_from_db()
    confirm(signs(petition, today), None, now=today)
    answer = desk.post(f"{path}/sheet", {"kind": kind, "columns": "delivery"})
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'-delivery.{kind}"')
    assert body.startswith(b"\xef\xbb\xbfnumber,name" if kind == "csv" else b"PK")
    assert b"example.org" not in body
    assert ExportLog.objects.filter(petition=petition).count() == 1
    assert desk.post(f"{path}/sheet", {"kind": "exe", "columns": "everything"}).status_code == 422


def test_a_visitor_posts_no_file_and_little_and_a_team_a_long_story(
    desk: Client, team: Team, today: datetime
) -> None:
    petition = draft_of(team, today)
    slug = petition.slugs.get().slug
    desk.post(f"/desk/p/{slug}/move/publish")
    file = BytesIO(b"x")
    file.name = "x.txt"
    stranger = Client(SERVER_NAME="localhost")
    for path in (f"/p/{slug}/sign", "/mine"):
        assert stranger.post(path, {"email": file}).status_code == 400
        assert stranger.post(path, {"email": "x" * 70_000}).status_code == 400
    long = TYPED | {"story": "Words. " * 7000}
    assert desk.post("/desk/start", long).status_code == 302
    large = BytesIO(b"x" * (21 * 1024 * 1024))
    large.name = "x.png"
    answer = desk.post(f"/desk/p/{slug}/picture", {"picture": large, "picture_alt": "A hall"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk/p/{slug}?picture=too-large")
    page = text(desk.get(answer.headers["Location"]).content)
    assert 'aria-describedby="picture_error"' in page
    assert "This picture is too large" in page
    assert desk.post("/desk/start", {"title": "x" * (22 * 1024 * 1024)}).status_code == 400
