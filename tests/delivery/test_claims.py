"""Who comes to the recipient's page: whoever holds the code, and mailboxes of the office; nobody else, by any trick."""

from datetime import datetime, timedelta

import pytest

from tests.delivery.offices import (
    asks,
    comes_by_address,
    comes_by_code,
    handed_over,
    mail_leaves,
    mails_to_offices,
)
from tests.desk.members import account, join
from tests.people import ada_opens
from undersigned.delivery import claims
from undersigned.delivery.claims import ClaimRefused, by_code, claim_of, confirm, once_link, reply_link
from undersigned.delivery.codes import code_of
from undersigned.delivery.models import Claim, Handover
from undersigned.mailing.models import Message
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def test_the_code_leads_in_and_all_who_hold_it_are_one(now: datetime) -> None:
    handover = handed_over(now)
    first = comes_by_code(handover, now)
    assert first.evidence == "code"
    assert comes_by_code(handover, now + DAY).pk == first.pk
    assert claim_of(reply_link(first, now=now), now=now).handover == handover
    assert by_code("0000-0000-0000", now=now) is None


def test_a_new_code_ends_the_earlier_one_and_whoever_came_by_it(now: datetime) -> None:
    handover = handed_over(now)
    code, token = code_of(handover), reply_link(comes_by_code(handover, now), now=now)
    claims.renew(handover, by=account("ada", now), now=now)
    assert by_code(code, now=now) is None
    with pytest.raises(ClaimRefused, match="ended"):
        claim_of(token, now=now)
    handover.refresh_from_db()
    assert comes_by_code(handover, now)


@pytest.mark.parametrize("email", ["dee@example.gov", "dee@press.example.gov", "Dee+petition@example.gov"])
def test_an_address_of_the_office_gets_a_link_that_works_once(email: str, now: datetime) -> None:
    handover = handed_over(now)
    claim = comes_by_address(handover, email, now)
    token = reply_link(claim, now=now)
    assert claim_of(token, now=now + 89 * DAY) == claim
    with pytest.raises(ClaimRefused, match="expired"):
        claim_of(token, now=now + 90 * DAY)


@pytest.mark.parametrize(
    "email", ["dee@evil-example.gov", "dee@example.gov.evil.org", "dee@exаmple.gov", "zed@gmail.com"]
)
def test_nobody_else_is_written_to_and_nothing_of_them_stays(email: str, now: datetime) -> None:
    asks(handed_over(now), email, now)
    assert Message.objects.count() == 1  # asking takes the same work, whoever asks
    assert not mails_to_offices(now)
    mail_leaves(now)
    assert not Claim.objects.exists()


def test_where_anybody_has_a_mailbox_no_address_shows_anything(now: datetime) -> None:
    asks(handed_over(now, email="mayor@gmail.com"), "zed@gmail.com", now)
    asks(handed_over(now, ada_opens(now), email=""), "zed@example.gov", now)
    assert not mails_to_offices(now)


def test_who_is_in_the_team_cannot_answer_it(now: datetime) -> None:
    handover = handed_over(now)
    join(handover.petition.team, account("ada", now), "owner", now)
    ada = handover.petition.team.memberships.get().user
    ada.email = "ada@example.gov"
    ada.save()
    asks(handover, "ada+2@example.gov", now)
    assert not mails_to_offices(now)


def test_asking_ten_times_sends_one_mail_and_is_one_claim_whatever_stands_after_the_plus(
    now: datetime,
) -> None:
    handover = handed_over(now)
    for number in range(10):
        asks(handover, f"dee+{number}@example.gov", now)
    assert Claim.objects.count() == Message.objects.count() == len(mails_to_offices(now)) == 1


def test_a_second_press_leads_to_the_same_page_and_a_later_use_nowhere(now: datetime) -> None:
    handover = handed_over(now)
    asks(handover, "dee@example.gov", now)
    token = once_link(Claim.objects.get(), now=now)
    first = confirm(token, now=now)
    assert confirm(token, now=now + MINUTE).link_serial == first.link_serial == 1
    with pytest.raises(ClaimRefused, match="used"):
        confirm(token, now=now + 3 * MINUTE)


def test_a_fresh_link_ends_the_page_that_the_one_before_opened(now: datetime) -> None:
    handover = handed_over(now)
    old = reply_link(comes_by_address(handover, "dee@example.gov", now), now=now)
    fresh = comes_by_address(handover, "dee@example.gov", now + DAY)
    with pytest.raises(ClaimRefused, match="ended"):
        claim_of(old, now=now + DAY)
    assert claim_of(reply_link(fresh, now=now), now=now + DAY) == fresh


def test_an_unused_link_and_other_tokens_open_no_page(now: datetime) -> None:
    handover = handed_over(now)
    asks(handover, "dee@example.gov", now)
    claim = Claim.objects.get()
    for token in (once_link(claim, now=now), "nonsense", "", "A" * 5000):
        with pytest.raises(ClaimRefused, match="broken"):
            claim_of(token, now=now)
    with pytest.raises(ClaimRefused, match="ended"):
        claim_of(reply_link(claim, now=now), now=now)
    with pytest.raises(ClaimRefused, match="broken"):
        confirm(reply_link(claim, now=now), now=now)


@pytest.mark.parametrize("state", ["archived", "taken-down"])
def test_once_nothing_changes_any_more_nobody_is_let_in(state: str, now: datetime) -> None:
    handover = handed_over(now)
    token = reply_link(comes_by_code(handover, now), now=now)
    Petition.objects.update(state=state)
    assert by_code(code_of(handover), now=now) is None
    with pytest.raises(ClaimRefused, match="ended"):
        claim_of(token, now=now)


def test_a_cancelled_handover_lets_nobody_in(now: datetime) -> None:
    handover = handed_over(now)
    Handover.objects.update(state="cancelled")
    assert by_code(code_of(handover), now=now) is None


def test_when_the_office_has_another_address_those_of_the_old_one_are_out(now: datetime) -> None:
    handover = handed_over(now)
    token = reply_link(comes_by_address(handover, "dee@example.gov", now), now=now)
    handover.recipient.email = "office@example.org"
    handover.recipient.save()
    with pytest.raises(ClaimRefused, match="ended"):
        claim_of(token, now=now)


def test_claims_go_when_their_links_are_over(now: datetime) -> None:
    handover = handed_over(now)
    comes_by_address(handover, "dee@example.gov", now)
    asks(handover, "kim@example.gov", now)
    assert claims.RULE.due(now + 6 * DAY) == 0
    assert claims.RULE.forget(now + 7 * DAY) == 1
    assert claims.RULE.forget(now + 90 * DAY) == 1
    assert not Claim.objects.exists()
