"""Recipients: one for each name, with a history; what a team knows of an office is offered, never shared."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from tests.delivery.occasions import EDITOR, OWNER, council
from tests.desk.members import account, team_of
from tests.people import DOCUMENT, ada_opens
from undersigned.delivery.course import HandoverRefused
from undersigned.delivery.models import Recipient
from undersigned.delivery.planning import Desk
from undersigned.delivery.recipients import (
    MOST_HOLDERS,
    copy_known,
    describe,
    hold,
    is_asked,
    known_elsewhere,
    recipients_of,
    terms,
    unhold,
)
from undersigned.ops.models import AuditEntry
from undersigned.petitions import actions, outcomes
from undersigned.petitions.models import Addressee, Petition

pytestmark = pytest.mark.django_db
DESK = Desk("office@council.example", "60", "https://council.example/replies")


def refusal(act: object, *args: object, **named: object) -> tuple[str, dict[str, str]]:
    with pytest.raises(HandoverRefused) as refused:
        act(*args, **named)  # type: ignore[operator]
    return refused.value.code, refused.value.errors


def names(petition: Petition, now: datetime) -> list[str]:
    return [one.name for one in recipients_of(petition, now=now)]


def test_each_addressee_is_one_recipient_however_often_it_is_asked_for(now: datetime) -> None:
    petition = ada_opens(now, replace(DOCUMENT, addressees=("The Mayor", "The City Council", "The Mayor")))
    for _ in range(2):
        assert names(petition, now) == ["The Mayor", "The City Council"]
    assert Recipient.objects.count() == 2


def test_a_name_that_is_dropped_stays_with_what_is_known_of_it_alone(now: datetime) -> None:
    petition = ada_opens(now, replace(DOCUMENT, addressees=("The Mayor", "The City Council")))
    mayor = council(petition, now)
    Addressee.objects.filter(name="The Mayor").delete()
    assert names(petition, now) == ["The City Council"]
    hold(mayor, "Ada Bell", date(2024, 5, 2), by=EDITOR, now=now)
    assert names(petition, now) == ["The City Council", "The Mayor"]
    assert not is_asked(mayor)


def test_an_office_changes_hands(now: datetime) -> None:
    office = council(ada_opens(now), now)
    assert terms(office) == []
    hold(office, "Suella Braverman", date(2022, 9, 6), by=EDITOR, now=now)
    hold(office, "Priti Patle", date(2019, 7, 24), by=EDITOR, now=now)
    hold(office, " Priti  Patel\0", date(2019, 7, 24), by=EDITOR, now=now)
    [office] = recipients_of(office.petition, now=now)
    assert [tuple(term) for term in terms(office)] == [
        ("Priti Patel", date(2019, 7, 24), date(2022, 9, 6)),
        ("Suella Braverman", date(2022, 9, 6), None),
    ]
    unhold(office, date(2022, 9, 6), by=EDITOR, now=now)
    [office] = recipients_of(office.petition, now=now)
    assert [term.until_on for term in terms(office)] == [None]
    assert AuditEntry.objects.filter(action="take out holder").count() == 1


def test_everyone_reads_who_held_the_office(now: datetime) -> None:
    office = council(ada_opens(now), now)
    path = f"/p/{office.petition.slugs.get().slug}/answers"
    assert "Whom it asks" not in Client().get(path).content.decode()
    for name, day in (("Priti <b>Patel", date(2019, 7, 24)), ("Suella Braverman", date(2022, 9, 6))):
        hold(office, name, day, by=EDITOR, now=now)
    page = Client().get(path).content.decode()
    said = "<bdi>Priti &lt;b&gt;Patel</bdi> until 6 September 2022, <bdi>Suella Braverman</bdi> since 6 September 2022"
    assert said in page
    assert f"{path.removesuffix('answers')}dates.ics" in page


@pytest.mark.parametrize(
    ("name", "day", "errors"),
    [
        (" ", date(2024, 1, 1), {"name": "missing"}),
        ("x" * 201, date(2024, 1, 1), {"name": "too-long"}),
        ("Ada", None, {"since_on": "missing"}),
        ("Ada", date(1, 1, 1), {"since_on": "far"}),
        ("Ada", date(9999, 12, 31), {"since_on": "far"}),
    ],
)
def test_a_holder_that_cannot_be_is_refused(
    now: datetime, name: str, day: date | None, errors: dict[str, str]
) -> None:
    office = council(ada_opens(now), now)
    assert refusal(hold, office, name, day, by=EDITOR, now=now) == ("wrong", errors)


def test_no_endless_list_of_holders_is_kept(now: datetime) -> None:
    office = council(ada_opens(now), now)
    for number in range(MOST_HOLDERS):
        hold(office, "Ada", date(2000, 1, 1) + timedelta(days=number), by=EDITOR, now=now)
    assert refusal(hold, office, "Bo", date(1999, 1, 1), by=EDITOR, now=now)[0] == "many"
    hold(office, "Bo", date(2000, 1, 1), by=EDITOR, now=now)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (Desk("somebody@gmail.com"), {"email": "private"}),
        (Desk("somebody@x.fastmail.com"), {"email": "private"}),
        (Desk("office at council"), {"email": "address"}),
        (Desk("a@council.example\nBcc: b@council.example"), {"email": "address"}),
        (Desk('"a, b" <a@council.example>'), {"email": "address"}),
        (Desk("a@council.example,b@council.example"), {"email": "address"}),
        (Desk("", "sixty", "https://council.example/"), {"reply_days": "number"}),
        (Desk("", "-1", "https://council.example/"), {"reply_days": "number"}),
        (Desk("", "9" * 5000, "https://council.example/"), {"reply_days": "number"}),
        (Desk("", "٦٠", "https://council.example/"), {"reply_days": "number"}),
        (Desk("", "60", ""), {"reply_days_source": "missing"}),
        (Desk("", "60", "javascript:alert(1)"), {"reply_days_source": "link"}),
        (Desk("", "60", "https://" + "x" * 200), {"reply_days_source": "too-long"}),
    ],
)
def test_what_is_no_office_is_refused(now: datetime, typed: Desk, errors: dict[str, str]) -> None:
    office = council(ada_opens(now), now)
    assert refusal(describe, office, typed, by=EDITOR, now=now)[0] == "wrong"
    _, found = refusal(describe, office, typed, by=EDITOR, now=now)
    assert errors.items() <= found.items()
    office.refresh_from_db()
    assert office.email == ""


def test_another_address_is_told_nothing_until_an_owner_says_so(now: datetime) -> None:
    office = describe(council(ada_opens(now), now), DESK, by=EDITOR, now=now)
    Recipient.objects.update(is_told=True, reply_to="ada@example.org")
    describe(office, DESK._replace(reply_days="90"), by=EDITOR, now=now)
    assert Recipient.objects.get().is_told
    describe(office, DESK._replace(email="other@council.example"), by=EDITOR, now=now)
    assert (Recipient.objects.get().is_told, Recipient.objects.get().reply_to) == (False, "")


def test_what_the_team_knows_elsewhere_is_offered_and_copied_by_hand(now: datetime) -> None:
    first, second = council(ada_opens(now), now), council(ada_opens(now), now)
    assert known_elsewhere(second) == []
    describe(first, DESK, by=EDITOR, now=now)
    hold(first, "Ada Bell", date(2024, 5, 2), by=EDITOR, now=now)
    Recipient.objects.filter(pk=first.pk).update(is_told=True)
    assert known_elsewhere(second) == [first]
    second = copy_known(second, first, by=EDITOR, now=now)
    assert (second.email, second.reply_days, second.is_told) == ("office@council.example", 60, False)
    assert [one.name for one in second.holders.all()] == ["Ada Bell"]
    describe(second, Desk("new@council.example"), by=EDITOR, now=now)
    first.refresh_from_db()
    assert first.email == "office@council.example"


def test_nothing_is_copied_from_another_team_or_another_office(now: datetime) -> None:
    mine = council(ada_opens(now), now)
    zeds = actions.draft(DOCUMENT, team=team_of(account("zed", now), now), now=now)
    for other in (
        council(zeds, now),
        council(ada_opens(now, replace(DOCUMENT, addressees=("The King",))), now),
    ):
        describe(other, DESK, by=EDITOR, now=now)
        assert known_elsewhere(mine) == []
        assert refusal(copy_known, mine, other, by=EDITOR, now=now)[0] == "gone"
    mine.refresh_from_db()
    assert mine.email == ""


def test_nothing_changes_by_a_viewer_or_once_it_is_taken_down(now: datetime) -> None:
    petition = ada_opens(now)
    office = council(petition, now)
    viewer = EDITOR._replace(role="viewer")
    assert refusal(describe, office, DESK, by=viewer, now=now)[0] == "role"
    outcomes.take_down(petition, why="A court said so.", now=now)
    assert refusal(describe, office, DESK, by=OWNER, now=now)[0] == "petition"
    assert refusal(hold, office, "Ada", date(2024, 1, 1), by=OWNER, now=now)[0] == "petition"
