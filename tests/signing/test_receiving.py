"""Who may be written to, who was given what, and what is kept of it once it was stopped."""

import random
from datetime import datetime, timedelta

import pytest

from tests.partners import joins, parts
from tests.people import ada_drafts, signs
from undersigned.ops.retention import count_due, forget_due
from undersigned.petitions import actions
from undersigned.petitions.keeping import hold, lift_hold
from undersigned.petitions.models import Partner, Petition
from undersigned.signing import mine
from undersigned.signing.audience import NoAudience, audience
from undersigned.signing.confirming import confirm, withdraw
from undersigned.signing.export import reading, sheets
from undersigned.signing.export.columns import columns_of
from undersigned.signing.models import Consent, ExportLog, PastConsent, Signature
from undersigned.signing.receiving import received

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
RULE = "stopped consents that nobody was given"


@pytest.fixture
def petition(now: datetime) -> Petition:
    """Open, with Friends and Anglers beside ada's team."""
    drafted = ada_drafts(now)
    joins(drafted, "Friends", now)
    joins(drafted, "Anglers", now)
    return actions.publish(drafted, now=now)


def confirmed(petition: Petition, now: datetime, **changes: object) -> Signature:
    return confirm(signs(petition, now, **changes), None, now=now)


def takes_along(name: str, at: datetime, columns: str = "civicrm") -> str:
    """A partner reads its sheet at once; the log has the moment."""
    partner = Partner.objects.select_related("petition", "team").filter(name=name).latest("number")
    asking = sheets.Asking(name=name, team=partner.team)
    sheet = b"".join(sheets.rows(partner.petition, columns_of(columns), asking=asking, now=at)).decode()
    ExportLog.objects.filter(began_at=at).update(ended_at=at)
    return sheet


def given(signature: Signature) -> list[tuple[str, datetime]]:
    return [(one.name, one.at) for one in received([signature]).get(signature.pk, [])]


def test_a_team_writes_to_those_who_agreed_to_it_and_a_stranger_to_nobody(
    petition: Petition, now: datetime
) -> None:
    friends = Partner.objects.get(name="Friends")
    assert friends.team
    own = confirmed(petition, now, updates=True)
    theirs = confirmed(petition, now, email="dee@example.org", partners=(1,))
    signs(petition, now, email="pending@example.org", partners=(1,), updates=True)
    withdraw(confirmed(petition, now, email="gone@example.org", partners=(1,), updates=True), now=now)
    assert list(audience(petition, petition.team).signatures()) == [own]
    assert list(audience(petition, friends.team).signatures()) == [theirs]
    whom = audience(petition, friends.team)
    parts(friends, now)
    assert not whom.signatures().exists()  # also whoever asked a moment before
    with pytest.raises(NoAudience):
        audience(petition, friends.team)


def test_the_sheet_holds_exactly_those_who_may_be_written_to_whatever_happened(
    petition: Petition, now: datetime
) -> None:
    chance = random.Random(7)  # noqa: S311 - nothing secret
    alive: list[Signature] = []
    for step in range(60):
        at = now + step * MINUTE
        petition.refresh_from_db()
        joined = Partner.objects.joined_to(petition)
        act = chance.choice(("sign", "sign", "sign", "choose", "withdraw", "partners"))
        boxes = tuple(number for number in range(1, 9) if chance.random() < 0.5)
        if act == "sign":
            alive.append(confirmed(petition, at, email=f"sam{step}@example.org", partners=boxes))
        elif act == "partners":
            if len(joined) > 1 or (joined and chance.random() < 0.5):
                parts(chance.choice(joined), at)
            elif gone := Partner.objects.exclude(team__in=[one.team_id for one in joined]).first():
                joins(petition, gone.name, at, team=gone.team)
        elif alive and act == "choose":
            one = chance.choice(alive)
            mine.choose(one, shows_name=False, updates=False, partners=boxes, now=at)
        elif alive:
            withdraw(alive.pop(chance.randrange(len(alive))), now=at)
        petition.refresh_from_db()
        for partner in Partner.objects.joined_to(petition):
            assert partner.team
            whom = audience(petition, partner.team)
            wanted = reading.Wanted(ask_number=1, audience=whom)
            read = [row for part in reading.slices(petition, ("number",), wanted) for row in part["id"]]
            allowed = whom.signatures().order_by("pk").values_list("pk", flat=True)
            assert read == [one.bytes for one in allowed]
            for one in whom.signatures():
                assert one.notice_number >= (partner.joined_notice or 0)
    assert Consent.objects.exists()


def test_of_each_signature_it_can_be_told_to_whom_it_was_given_and_when(
    petition: Petition, now: datetime
) -> None:
    takes_along("Friends", now)  # before anybody had signed
    sam = confirmed(petition, now + MINUTE, partners=(1, 2))
    dee = confirmed(petition, now + MINUTE, email="dee@example.org", partners=(2,))
    assert "sam@example.org" in takes_along("Friends", now + 2 * MINUTE)
    takes_along("Anglers", now + 3 * MINUTE, "email")
    mine.choose(sam, shows_name=False, updates=False, partners=[2], now=now + 4 * MINUTE)
    assert "sam@example.org" not in takes_along("Friends", now + 5 * MINUTE)
    takes_along("Anglers", now + 6 * MINUTE)
    anglers = [("Anglers", now + 3 * MINUTE), ("Anglers", now + 6 * MINUTE)]
    assert given(sam) == [("Friends", now + 2 * MINUTE), *anglers]
    assert given(dee) == anglers
    parts(Partner.objects.get(name="Friends"), now + 7 * MINUTE)
    assert given(sam)[0] == ("Friends", now + 2 * MINUTE)  # it is gone, what it was given is told
    [told] = mine.export([sam], now=now)["signatures"]
    assert [one["columns"] for one in told["received_by"]][1] == "email"
    assert [one["stopped_at"] for one in told["consents"]] == [None, now + 4 * MINUTE]


def test_a_sheet_that_is_read_while_somebody_stops_counts_as_given(petition: Petition, now: datetime) -> None:
    sam = confirmed(petition, now, partners=(1,))
    takes_along("Friends", now + MINUTE)
    ExportLog.objects.update(ended_at=None)  # still read, or cut off
    mine.choose(sam, shows_name=False, updates=False, now=now + 2 * MINUTE)
    assert given(sam) == [("Friends", now + MINUTE)]


def test_a_stopped_consent_that_nobody_was_given_goes_after_a_day_and_another_stays(
    petition: Petition, now: datetime
) -> None:
    sam = confirmed(petition, now, partners=(1, 2))
    takes_along("Anglers", now + MINUTE)
    mine.choose(sam, shows_name=False, updates=False, now=now + 2 * MINUTE)
    assert PastConsent.objects.count() == 2
    assert count_due(now + DAY)[RULE] == 0
    hold(petition, why="A court asks", now=now)
    assert forget_due(now + 2 * DAY)[RULE] == 0
    lift_hold(petition)
    assert forget_due(now + 2 * DAY)[RULE] == 2
    [kept] = PastConsent.objects.select_related("team")
    assert (kept.team.name, kept.is_taken) == ("Anglers", True)
    assert given(sam) == [("Anglers", now + MINUTE)]
    assert count_due(now + 9 * DAY)[RULE] == 0


def test_nothing_is_left_of_consents_once_a_petitions_people_are_forgotten(
    petition: Petition, now: datetime
) -> None:
    sam = confirmed(petition, now, partners=(1, 2))
    takes_along("Friends", now + MINUTE)
    mine.choose(sam, shows_name=False, updates=False, partners=[2], now=now + 2 * MINUTE)
    actions.close(petition, now=now + DAY)
    forget_due(now + 400 * DAY)
    assert not Consent.objects.exists()
    assert not PastConsent.objects.exists()
    assert received(list(Signature.objects.all())) == {}
    assert len(takes_along("Friends", now + 401 * DAY).splitlines()) == 1
