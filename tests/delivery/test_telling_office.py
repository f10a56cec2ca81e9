"""An office is told rarely, honestly, only if an owner wishes, and no more once it said stop."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests.delivery.occasions import EDITOR, OWNER, council
from tests.desk.members import account
from tests.people import DOCUMENT, ada_drafts, ada_opens, signs
from undersigned.delivery.course import HandoverRefused
from undersigned.delivery.models import Office, OfficeNews, Recipient
from undersigned.delivery.planning import Desk
from undersigned.delivery.recipients import describe
from undersigned.delivery.stopping import digest_of, news_by, stop_link
from undersigned.delivery.telling_office import KIND, MOST_A_DAY, tell, tell_due, tell_no_more
from undersigned.mailing.envelope import build
from undersigned.mailing.kinds import Mail, kind_of
from undersigned.mailing.models import Message
from undersigned.ops.audit import COMMAND
from undersigned.ops.switches import switch
from undersigned.people.models import Team, User
from undersigned.petitions import actions
from undersigned.petitions.models import Addressee, Petition
from undersigned.signing.confirming import confirm

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ADDRESS, ADA = "office@council.example", "ada@example.org"


def told(petition: Petition, now: datetime, email: str = ADDRESS) -> Recipient:
    """An owner has the office told."""
    office = describe(council(petition, now), Desk(email), by=EDITOR, now=now)
    user = User.objects.filter(email=ADA).first() or account("ada", now)
    return tell(office, reply_to=ADA, user=user, by=OWNER, now=now)


def signed(petition: Petition, number: int, now: datetime) -> None:
    for n in range(number):
        confirm(signs(petition, now, email=f"signer{n}@example.org"), None, now=now)


def waiting(now: datetime) -> list[Mail]:
    """What would leave, the oldest first."""
    rows = list(Message.objects.filter(kind=KIND).order_by("created_at", "id"))
    written = kind_of(KIND).render(rows, now=now)
    return [written[row.id] for row in rows if row.id in written]


def refusal(act: object, *args: object, **named: object) -> str:
    with pytest.raises(HandoverRefused) as refused:
        act(*args, **named)  # type: ignore[operator]
    return refused.value.code


def test_the_mail_says_who_sends_it_for_whom_and_how_to_stop_it(now: datetime) -> None:
    petition = ada_opens(now)
    Team.objects.filter(pk=petition.team_id).update(name="Riverside Readers")
    told(petition, now)
    signed(petition, 2, now)
    assert tell_due(now) == 1
    [letter] = waiting(now)
    assert letter.to == ADDRESS
    assert letter.subject == "A petition to you: The City Council must reopen the Riverside library"
    assert "on behalf of Riverside Readers" in letter.text
    assert "2 people have signed" in letter.text
    assert letter.headers["Reply-To"] == ADA
    stop = letter.headers["List-Unsubscribe"].strip("<>")
    assert f"\n{stop}\n" in letter.text
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    written = build(letter, Message.objects.get(kind=KIND).id, now=now).as_bytes()
    assert b"From: Undersigned" in written
    assert f"List-Unsubscribe: <{stop}>\r\n".encode() in written


def test_a_milestone_is_told_once_and_not_within_the_week(now: datetime) -> None:
    petition = ada_opens(now)
    told(petition, now)
    assert [tell_due(now), tell_due(now + DAY)] == [1, 0]
    signed(petition, 11, now)
    assert [tell_due(now + 6 * DAY), tell_due(now + 7 * DAY), tell_due(now + 14 * DAY)] == [0, 1, 0]
    assert [letter.subject.partition(":")[0] for letter in waiting(now)] == [
        "A petition to you",
        "11 have signed",
    ]
    assert Recipient.objects.get().told_step == 10


def test_only_open_petitions_that_are_no_example_are_told_of(now: datetime) -> None:
    petition = ada_drafts(now)
    told(petition, now)
    assert tell_due(now) == 0
    actions.publish(petition, now=now)
    Petition.objects.update(is_example=True)
    assert tell_due(now) == 0
    Petition.objects.update(is_example=False)
    assert tell_due(now) == 1
    actions.pause(Petition.objects.get(), now=now)
    assert waiting(now) == []


def test_an_office_named_by_many_petitions_is_no_target(now: datetime) -> None:
    for _number in range(MOST_A_DAY + 3):
        told(ada_opens(now), now)
    spelled = told(ada_opens(now), now, "OFFICE@Council.example")
    assert [tell_due(now), tell_due(now), tell_due(now + timedelta(hours=2))] == [MOST_A_DAY, 0, 0]
    assert tell_due(now + DAY) == MOST_A_DAY
    assert tell_due(now + 2 * DAY) == 1
    assert Office.objects.count() == 1
    assert digest_of(spelled.email) == bytes(Office.objects.get().address_digest)


def test_two_names_with_one_address_share_its_week(now: datetime) -> None:
    petition = ada_opens(now, replace(DOCUMENT, addressees=("The Mayor", "The City Council")))
    ada = account("ada", now)
    for office in (council(petition, now), Recipient.objects.get(name="The City Council")):
        tell(describe(office, Desk(ADDRESS), by=EDITOR, now=now), reply_to=ADA, user=ada, by=OWNER, now=now)
    assert [tell_due(now), tell_due(now + DAY), tell_due(now + 7 * DAY)] == [1, 0, 1]


def test_one_recipient_is_no_list_of_addresses_to_try(now: datetime) -> None:
    petition = ada_opens(now)
    told(petition, now)
    assert tell_due(now) == 1
    told(petition, now, "victim@elsewhere.example")
    assert [tell_due(now + DAY), waiting(now)] == [0, []]


def test_who_is_no_owner_or_has_no_such_address_has_nothing_told(now: datetime) -> None:
    petition = ada_opens(now)
    office, ada = council(petition, now), account("ada", now)
    named = {"user": ada, "now": now}
    assert refusal(tell, office, reply_to=ADA, by=OWNER, **named) == "no-address"
    office = describe(office, Desk(ADDRESS), by=EDITOR, now=now)
    assert refusal(tell, office, reply_to=ADA, by=EDITOR, **named) == "role"
    assert refusal(tell, office, reply_to="zed@example.org", by=OWNER, **named) == "reply-to"
    assert refusal(tell, office, reply_to=f"{ADA}\nBcc: zed@example.org", by=OWNER, **named) == "reply-to"
    Recipient.objects.update(email="somebody@gmail.com")  # as an archive may bring it
    assert refusal(tell, office, reply_to=ADA, by=OWNER, **named) == "private"


def test_where_the_site_looks_first_only_what_it_accepted_is_told_of(now: datetime) -> None:
    switch("review", "on", actor=COMMAND, now=now)
    petition = ada_drafts(now)
    office = describe(council(petition, now), Desk(ADDRESS), by=EDITOR, now=now)
    ada = account("ada", now)
    assert refusal(tell, office, reply_to=ADA, user=ada, by=OWNER, now=now) == "review"
    Petition.objects.update(state="open", opened_at=now)
    assert tell(office, reply_to=ADA, user=ada, by=OWNER, now=now).is_told


def test_what_waits_does_not_leave_once_anything_changed(now: datetime) -> None:
    petition = ada_opens(now)
    office = told(petition, now)
    tell_due(now)
    assert len(waiting(now)) == 1
    tell_no_more(office, by=OWNER, now=now)
    assert waiting(now) == []
    told(petition, now)
    assert len(waiting(now)) == 1
    Addressee.objects.all().delete()
    assert waiting(now) == []
    assert tell_due(now + 30 * DAY) == 0


def test_the_link_stops_one_petition_or_the_whole_site_for_good(now: datetime) -> None:
    first, second = ada_opens(now), ada_opens(now)
    told(first, now)
    told(second, now)
    assert tell_due(now) == 2
    path = "/office/" + stop_link(OfficeNews.objects.get(petition=first).pk, now=now).rpartition("/")[2]
    page = Client().get(path).content.decode()
    assert "Riverside library" in page
    assert ADDRESS not in page
    assert (
        OfficeNews.objects.filter(stopped_at=None).count() == 2
    )  # a link that is only looked at stops nothing
    one_click = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert "no more about this petition" in one_click.content.decode()
    assert len(waiting(now)) == 1
    assert "about any petition" in Client().post(path, {"stop": "site"}).content.decode()
    assert waiting(now) == []
    third = ada_opens(now)
    office = describe(council(third, now), Desk("Office@COUNCIL.example"), by=EDITOR, now=now)
    assert refusal(tell, office, reply_to=ADA, user=User.objects.get(), by=OWNER, now=now) == "stopped"
    Recipient.objects.update(is_told=True, email=ADDRESS, told_at=None)
    assert tell_due(now + 30 * DAY) == 0
    assert ADDRESS.encode() not in bytes(Office.objects.get().address_digest)


@pytest.mark.parametrize("token", ["nonsense", "x" * 3000, "..", "%00"])
def test_a_link_that_is_none_stops_nothing(now: datetime, token: str) -> None:
    told(ada_opens(now), now)
    tell_due(now)
    for answer in (Client().get(f"/office/{token}"), Client().post(f"/office/{token}", {"stop": "site"})):
        assert answer.status_code in (404, 410)
    assert not Office.objects.exclude(stopped_at=None).exists()
    assert news_by(token, now=now) is None


def test_hostile_names_stay_in_their_line(now: datetime) -> None:
    petition = ada_opens(now, replace(DOCUMENT, addressees=("<b>Mayor</b>\r\nBcc: z@example.org",)))
    Team.objects.filter(pk=petition.team_id).update(name="<script>alert(1)</script>")
    told(petition, now)
    tell_due(now)
    [letter] = waiting(now)
    assert "<script>" not in letter.html
    assert "<b>Mayor" not in letter.html
    written = build(letter, Message.objects.get(kind=KIND).id, now=now).as_bytes()
    assert b"\r\nBcc:" not in written.partition(b"\r\n\r\n")[0]
