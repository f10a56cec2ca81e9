"""Delivery at the desk, by its pages: whom it asks, planning, recording, telling; and all that is not theirs."""

import re
import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from tests.desk.members import account, draft_of, join, signed_in, team_of
from tests.people import signs
from undersigned.delivery import claims, codes
from undersigned.delivery.models import Handover, Holder, Recipient
from undersigned.ops.audit import COMMAND
from undersigned.ops.models import AuditEntry
from undersigned.ops.switches import switch
from undersigned.people import actions as teams
from undersigned.people.models import Team, User
from undersigned.petitions import actions, outcomes
from undersigned.petitions.models import Event, Petition
from undersigned.signing.confirming import confirm

pytestmark = pytest.mark.django_db
PATH = "/desk/p/the-city-council-must-reopen-the-riverside-library"
PUBLIC = "/p/the-city-council-must-reopen-the-riverside-library"
DAY = timedelta(days=1)


@pytest.fixture
def petition(team: Team, today: datetime) -> Petition:
    return actions.publish(draft_of(team, today - 9 * DAY), now=today - 9 * DAY)


@pytest.fixture
def desk(ada: User, petition: Petition, today: datetime) -> Client:
    assert petition.team.memberships.filter(user=ada).exists()
    return signed_in(ada, today)


def main(client: Client, path: str) -> str:
    """What a page says below its heading."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().partition("<h1")[2].partition("</main>")[0]


def member(team: Team, role: str, today: datetime) -> Client:
    """Somebody of the team."""
    user = account(f"{role}-bo", today)
    join(team, user, role, today)
    return signed_in(user, today)


def council(client: Client) -> str:
    """The path of whom it asks, as the page leads to it."""
    return str(re.findall(rf'href="({PATH}/recipients/[^"]+)"', main(client, f"{PATH}/delivery"))[0])


def plan(client: Client, today: datetime, **typed: str) -> str:
    """Plan a handover by the page; where it stands then."""
    page = client.get(f"{PATH}/handovers/new").content.decode()
    form = {
        "key": re.findall(r'name="key" value="([^"]+)"', page)[0],
        "to": re.findall(r'<option value="([^"]+)"', page)[0],
        "day": (today + 7 * DAY).date().isoformat(),
        "time": "10:30",
        "place": "Town hall",
    }
    answer = client.post(f"{PATH}/handovers/new", form | typed)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def acts(client: Client, path: str) -> list[str]:
    """Where the forms of a page lead."""
    return re.findall(r"<form[^>]* action=\"([^\"]+)\"", main(client, path))


def hidden(client: Client, path: str) -> dict[str, str]:
    """What the forms of a handover's page carry unseen."""
    page = client.get(path).content.decode()
    return dict(re.findall(r'type="hidden" name="(version|ask)" value="([^"]*)"', page))


def test_a_petition_is_planned_and_handed_over_from_the_first_sentence_on(
    desk: Client, petition: Petition, today: datetime
) -> None:
    confirm(signs(petition, today), None, now=today)
    assert 'aria-current="page">Delivery' in desk.get(f"{PATH}/delivery").content.decode()
    assert "Choose whom to hand it to" in main(desk, f"{PATH}/delivery")
    path = plan(desk, today, people="ada and sam", bring="The box\n\nTwo chairs")
    assert "It is handed over to <bdi>The City Council</bdi>" in main(desk, f"{PATH}/delivery")
    page = main(desk, path)
    assert "Two chairs" in page
    form = hidden(desk, path) | {"way": "by-hand", "delivered_on": today.date().isoformat(), "evidence": ""}
    assert desk.post(f"{path}/deliver", form).status_code == 302
    assert "Nothing shows yet that it reached" in main(desk, f"{PATH}/delivery")
    assert "1 signature" in main(desk, f"{PATH}/delivery")
    public = Client().get(PUBLIC).content.decode()
    assert "The petition was handed over." in public
    assert "Two chairs" not in public
    form = hidden(desk, path) | form | {"version": "2", "evidence": "Receipt 17"}
    assert desk.post(f"{path}/correct", form).status_code == 302
    assert "They have known for 0 days" in main(desk, f"{PATH}/delivery")
    assert Handover.objects.get().signatures == 1


def test_what_went_by_is_asked_for_first(desk: Client, today: datetime) -> None:
    plan(desk, today)
    Handover.objects.update(planned_at=today - DAY)
    assert "write down what happened" in main(desk, f"{PATH}/delivery")


def test_a_draft_plans_and_cannot_record(ada: User, team: Team, today: datetime) -> None:
    draft_of(team, today)
    desk = signed_in(ada, today)
    path = plan(desk, today)
    assert "can take place once the petition was open" in main(desk, f"{PATH}/delivery")
    assert "It was handed over" not in main(desk, path)
    form = hidden(desk, path) | {"way": "by-hand", "delivered_on": today.date().isoformat()}
    refused = desk.post(f"{path}/deliver", form)
    assert refused.status_code == 422
    assert "while the petition stands where it does" in refused.content.decode()


@pytest.mark.parametrize("verb", ["archive", "take-down"])
def test_what_is_over_is_read_alone(desk: Client, petition: Petition, today: datetime, verb: str) -> None:
    path = plan(desk, today)
    form = hidden(desk, path)
    if verb == "archive":
        petition.refresh_from_db()
        actions.close(petition, now=today - 9 * DAY)
        outcomes.archive(petition, now=today)
    else:
        outcomes.take_down(petition, why="A court said so.", now=today)
    for page in (f"{PATH}/delivery", path, council(desk), f"{PATH}/handovers/new"):
        # A pack is made of what is there, and changes nothing.
        assert {act.rpartition("/packs")[2] for act in acts(desk, page)} <= {"/new"}, page
    assert "Nothing of it changes any more." in main(desk, f"{PATH}/delivery")
    for one in ("change", "deliver", "cancel"):
        sent = form | {"way": "by-hand", "delivered_on": today.date().isoformat()}
        assert desk.post(f"{path}/{one}", sent).status_code == 422
    assert desk.post(f"{council(desk)}/office", {"email": "office@council.example"}).status_code == 422
    assert Handover.objects.get().state == "planned"


def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(desk: Client, today: datetime) -> None:
    page = desk.get(f"{PATH}/handovers/new").content.decode()
    to = re.findall(r'<option value="([^"]+)"', page)[0]
    form = {"key": "no key", "to": to, "day": "2020-01-01", "time": "10:30", "place": "<b>Hall</b>" * 40}
    answer = desk.post(f"{PATH}/handovers/new", form | {"reply_by": "2999-01-01", "bring": "x\n" * 4000})
    kept = answer.content.decode()
    assert answer.status_code == 422
    for told in (
        "That day is past.",
        "at most 300 characters",
        "within the next three years",
        "at most 5000",
    ):
        assert told in kept
    assert 'value="2020-01-01"' in kept
    assert "<b>Hall" not in kept
    assert "Something to mend" in kept
    for half in (
        {"day": "2027-13-40", "time": "10:30"},
        {"day": "2027-01-05", "time": ""},
        {"time": "25:99"},
    ):
        wrong = desk.post(f"{PATH}/handovers/new", {"to": to, "day": "", **half})
        assert "Choose a day and a time." in wrong.content.decode()
    assert desk.post(f"{PATH}/handovers/new", {"to": str(uuid.uuid4())}).status_code == 409
    assert not Handover.objects.exists()
    path = plan(desk, today)
    sent = hidden(desk, path) | {"way": "", "delivered_on": "9999-12-31", "evidence": "z" * 501}
    wrong = desk.post(f"{path}/deliver", sent)
    for told in ("Choose how it was handed over.", "That day has not come yet.", "at most 500 characters"):
        assert told in wrong.content.decode()


def test_a_form_that_is_sent_twice_plans_once_and_a_stale_one_is_told(desk: Client, today: datetime) -> None:
    page = desk.get(f"{PATH}/handovers/new").content.decode()
    form = {
        "key": re.findall(r'name="key" value="([^"]+)"', page)[0],
        "to": re.findall(r'<option value="([^"]+)"', page)[0],
    }
    places = {desk.post(f"{PATH}/handovers/new", form).headers["Location"] for _ in range(3)}
    assert (len(places), Handover.objects.count()) == (1, 1)
    [path] = places
    old = hidden(desk, path)
    assert desk.post(f"{path}/change", old | {"place": "Gate 2"}).status_code == 302
    stale = desk.post(f"{path}/change", old | {"place": "Gate 3"})
    assert stale.status_code == 409
    assert "Somebody else changed it meanwhile" in stale.content.decode()
    assert 'value="Gate 3"' in stale.content.decode()
    assert Handover.objects.get().place == "Gate 2"
    done = {"way": "by-hand", "delivered_on": today.date().isoformat()}
    assert desk.post(f"{path}/deliver", old | done).status_code == 409
    for nonsense in ("", "x", "-1", "9" * 40):
        assert desk.post(f"{path}/deliver", {"version": nonsense, "ask": "1"} | done).status_code == 409
    fresh = hidden(desk, path)
    for _ in range(2):
        assert desk.post(f"{path}/deliver", fresh | done).status_code == 302
    assert Event.objects.filter(kind="delivered").count() == 1


def test_an_office_is_described_with_who_holds_it(desk: Client, today: datetime) -> None:
    path = council(desk)
    wrong = desk.post(f"{path}/office", {"email": "mayor@gmail.com", "reply_days": "soon"})
    assert wrong.status_code == 422
    for told in ("Anybody can have a mailbox there.", "Give a number of days from 1 to 730."):
        assert told in wrong.content.decode()
    assert 'value="mayor@gmail.com"' in wrong.content.decode()
    desk.post(
        f"{path}/office",
        {
            "email": "Office@Council.example",
            "reply_days": "60",
            "reply_days_source": "https://council.example/replies",
        },
    )
    assert 'value="Office@council.example"' in main(desk, path)
    for name, day in (("Priti Patel", "2019-07-24"), ("Suella Braverman", "2022-09-06")):
        assert desk.post(f"{path}/holder", {"name": name, "since_on": day}).status_code == 302
    said = main(desk, f"{PATH}/delivery")
    assert "<bdi>Priti Patel</bdi> until 6 September 2022, <bdi>Suella Braverman</bdi> since" in said
    for typed in ({"name": "", "since_on": "2024-01-01"}, {"name": "Bo", "since_on": "x"}, {"name": "Bo"}):
        assert desk.post(f"{path}/holder", typed).status_code == 422
    assert desk.post(f"{path}/holder", {"since_on": "2022-09-06", "remove": "yes"}).status_code == 302
    assert [row.name for row in Holder.objects.all()] == ["Priti Patel"]


def test_what_the_team_knows_of_an_office_is_offered(
    desk: Client, ada: User, team: Team, today: datetime
) -> None:
    desk.post(f"{council(desk)}/office", {"email": "office@council.example"})
    second = actions.publish(draft_of(team, today), now=today)
    path = f"/desk/p/{second.slugs.get().slug}"
    page = main(desk, f"{path}/delivery")
    theirs = re.findall(rf'href="({path}/recipients/[^"]+)"', page)[0]
    assert "Known already" in main(desk, theirs)
    wanted = re.findall(r'name="from" value="([^"]+)"', desk.get(theirs).content.decode())[0]
    for nonsense in ("", "x", str(uuid.uuid4())):
        assert desk.post(f"{theirs}/known", {"from": nonsense}).status_code == 409
    assert desk.post(f"{theirs}/known", {"from": wanted}).status_code == 302
    assert 'value="office@council.example"' in main(desk, theirs)
    zeds = team_of(account("zed", today), today, "Zed")
    third = draft_of(zeds, today)
    zed = signed_in(User.objects.get(email="zed@example.org"), today)
    other = main(zed, f"/desk/p/{third.slugs.get().slug}/delivery")
    link = re.findall(r'href="(/desk/p/[^"]+/recipients/[^"]+)"', other)[0]
    assert "Known already" not in main(zed, link)
    assert zed.post(f"{link}/known", {"from": wanted}).status_code == 409


def test_an_owner_alone_has_the_office_told(desk: Client, team: Team, today: datetime) -> None:
    path = council(desk)
    assert "First give the office’s address." in main(desk, path)
    assert desk.post(f"{path}/tell", {"reply_to": "ada@example.org"}).status_code == 422
    desk.post(f"{path}/office", {"email": "office@council.example"})
    editor = member(team, "editor", today)
    assert "Tell the office" not in main(editor, path)
    assert editor.post(f"{path}/tell", {"reply_to": "editor-bo@example.org"}).status_code == 404
    assert desk.post(f"{path}/tell", {"reply_to": "editor-bo@example.org"}).status_code == 422
    assert desk.post(f"{path}/tell", {"reply_to": "ada@example.org"}).status_code == 302
    assert "is told of milestones" in main(desk, f"{PATH}/delivery")
    editor.post(f"{path}/office", {"email": "victim@elsewhere.example"})
    assert not Recipient.objects.get().is_told
    desk.post(f"{path}/tell", {"reply_to": "ada@example.org"})
    desk.post(f"{path}/tell", {"stop": "yes"})
    assert not Recipient.objects.get().is_told
    told = AuditEntry.objects.filter(action__startswith="tell office").order_by("pk")
    assert [one.action for one in told] == ["tell office", "tell office", "tell office no more"]


def test_where_the_site_looks_first_no_office_is_told_of_a_draft(
    ada: User, team: Team, today: datetime
) -> None:
    switch("review", "on", actor=COMMAND, now=today)
    draft_of(team, today)
    desk = signed_in(ada, today)
    path = council(desk)
    desk.post(f"{path}/office", {"email": "office@council.example"})
    refused = desk.post(f"{path}/tell", {"reply_to": "ada@example.org"})
    assert refused.status_code == 422
    assert "looks at each petition before" in refused.content.decode()


def test_another_code_shuts_out_whoever_has_the_old_one(desk: Client, today: datetime) -> None:
    path = plan(desk, today)
    old = codes.code_of(Handover.objects.get())
    came = claims.by_code(old, now=today)
    assert came is not None
    assert desk.post(f"{path}/renew").headers["Location"] == path
    assert claims.by_code(old, now=today) is None
    came.refresh_from_db()
    assert came.ended_at is not None
    assert claims.by_code(codes.code_of(Handover.objects.get()), now=today) is not None
    assert desk.post(f"{path}/cancel", hidden(desk, path)).status_code == 302
    assert desk.post(f"{path}/renew").status_code == 404


def test_a_viewer_reads_and_changes_nothing(desk: Client, team: Team, today: datetime) -> None:
    path, to = plan(desk, today, people="ada and sam"), council(desk)
    viewer = member(team, "viewer", today)
    for page in (f"{PATH}/delivery", path, to):
        assert "<form" not in main(viewer, page)
    assert "ada and sam" in main(viewer, path)
    assert viewer.get(f"{path}.ics").status_code == 200
    assert viewer.get(f"{PATH}/handovers/new").status_code == 404
    for ending in ("change", "deliver", "correct", "cancel", "renew"):
        assert viewer.post(f"{path}/{ending}", hidden(desk, path)).status_code == 404
    for ending in ("office", "holder", "known", "tell"):
        assert viewer.post(f"{to}/{ending}").status_code == 404


def test_what_is_another_teams_is_not_there(desk: Client, today: datetime) -> None:
    path, to = plan(desk, today), council(desk)
    number, office = path.rpartition("/")[2], to.rpartition("/")[2]
    zed = account("zed", today)
    theirs = draft_of(team_of(zed, today, "Zed"), today)
    own, stranger = f"/desk/p/{theirs.slugs.get().slug}", signed_in(zed, today)
    for page in (f"{PATH}/delivery", path, f"{path}.ics", to, f"{PATH}/handovers/new"):
        assert stranger.get(page).status_code == 404
    # Their own petition, with what belongs to ada's.
    for page in (f"{own}/handovers/{number}", f"{own}/handovers/{number}.ics", f"{own}/recipients/{office}"):
        assert stranger.get(page).status_code == 404
    for page in (
        f"{own}/handovers/{number}/cancel",
        f"{own}/handovers/{number}/renew",
        f"{own}/recipients/{office}/office",
    ):
        assert stranger.post(page, {"version": "1", "ask": "1"}).status_code == 404
    assert stranger.post(f"{own}/handovers/new", {"to": office}).status_code == 409
    taken = stranger.post(f"{own}/handovers/new", {"key": number, "to": office})
    assert taken.status_code == 409
    assert Handover.objects.get().state == "planned"
    for verb in ("plan", "receive", "fly", "__class__"):
        assert desk.post(f"{path}/{verb}").status_code == 404


def test_the_day_goes_into_a_calendar_with_what_the_team_needs(
    desk: Client, team: Team, today: datetime
) -> None:
    path = plan(desk, today, people="ada; sam", bring="The box\nTwo chairs")
    answer = desk.get(f"{path}.ics")
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert str(event["description"]).startswith("ada; sam\n\nThe box\nTwo chairs\n\n")
    assert str(event["summary"]).startswith("Hand over P")
    no_day = plan(desk, today, day="", time="")
    assert desk.get(f"{no_day}.ics").status_code == 404
    assert "calendar" not in main(desk, no_day)


def test_a_team_that_is_renamed_meanwhile_goes_on(
    desk: Client, ada: User, team: Team, today: datetime
) -> None:
    path = plan(desk, today)
    form = hidden(desk, path)
    teams.rename(team, "Library Friends", by=ada, now=today)
    sent = form | {"way": "by-post", "delivered_on": today.date().isoformat()}
    assert desk.post(f"{path}/deliver", sent).status_code == 302


def test_it_reads_in_other_languages(desk: Client, today: datetime) -> None:
    path = plan(desk, today)
    for language in ("fr", "ar"):
        for page in (f"{PATH}/delivery", path, council(desk), f"{PATH}/handovers/new"):
            assert desk.get(f"/{language}{page}").status_code == 200
