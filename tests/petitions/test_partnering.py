"""Partners by their actions: asked, joined, gone; what it does to the notice; who may not; and the audit log."""

from datetime import datetime, timedelta

import pytest

from tests.desk.members import mails, path_in
from tests.partners import asks, details, joins, parts, someone
from tests.people import ada_drafts, ada_opens
from undersigned.ops.audit import COMMAND
from undersigned.ops.models import AuditEntry
from undersigned.people import actions as teams
from undersigned.people.models import Membership, Team
from undersigned.petitions import actions, drafting, notices, partnering
from undersigned.petitions.coalition import MOST
from undersigned.petitions.models import Notice, Partner, Petition
from undersigned.petitions.partnering import FORGET_INVITATIONS, PartnerRefused

pytestmark = pytest.mark.django_db


def said(petition: Petition, number: int, language: str = "en") -> str:
    return notices.numbered(petition, number, language).text


def refused(reason: str, partner: Partner, team: Team, name: str, now: datetime, *, by: str = "dee") -> None:
    with pytest.raises(PartnerRefused, match=f"^{reason}$"):
        partnering.join(partner, team, details(name), by=someone(by, now), now=now)


def test_before_opening_a_partner_stands_in_the_first_notice_in_every_language(now: datetime) -> None:
    petition = ada_drafts(now)
    languages = set(petition.notices.values_list("language", flat=True))
    joins(petition, "Friends", now)
    assert petition.notice_number == 1
    assert petition.has_partners
    assert set(petition.notices.values_list("language", flat=True)) == languages
    assert len(languages) == petition.notices.count() == 10
    for notice in petition.notices.all():
        assert "Friends, 1 Bank, Leeds" in notice.text
        assert "https://friends.example.org/privacy" in notice.text
        assert notice.superseded_at is None
    draft = drafting.check(drafting.as_typed(petition), languages=["en"])[0]
    assert draft
    drafting.rewrite(petition, draft, now=now)  # written anew, it still names them
    assert "Friends, 1 Bank, Leeds" in said(petition, 1, "ar")


def test_after_opening_another_notice_names_the_partner_and_the_first_stays_as_it_was(now: datetime) -> None:
    petition = ada_opens(now, hands_over="names")
    before = set(petition.notices.values_list("language", "text", "sha256"))
    later = now + timedelta(days=1)
    joins(petition, "Friends", later)
    assert petition.notice_number == 2
    first, second = (petition.notices.filter(number=number) for number in (1, 2))
    assert set(first.values_list("language", "text", "sha256")) == before
    assert set(first.values_list("superseded_at", flat=True)) == {later}
    assert set(second.values_list("hands_over", flat=True)) == {"names"}
    assert second.count() == first.count()
    assert "Friends" not in said(petition, 1)
    assert "Friends" in said(petition, 2)


def test_whoever_parts_is_named_no_more_and_joins_again_as_somebody_new(now: datetime) -> None:
    petition = ada_opens(now)
    first = joins(petition, "Friends", now)
    parts(first, now)
    petition.refresh_from_db()
    assert (petition.notice_number, petition.has_partners) == (3, False)
    assert said(petition, 3) == said(petition, 1)
    assert Partner.objects.joined_to(petition) == []
    again = joins(petition, "Friends", now, team=first.team)
    assert (again.number, again.joined_notice) == (2, 4)
    first.refresh_from_db()
    assert first.state == Partner.State.LEFT
    assert not partnering.part(first, actor=COMMAND, now=now)
    about = AuditEntry.objects.filter(subject=f"petition {petition.public_number}").order_by("id")
    assert list(about.values_list("action", flat=True)) == [
        *("publish", "invite partner", "join as partner", "part", "invite partner", "join as partner"),
    ]


def test_a_notice_added_by_an_upgrade_names_the_partners_too(now: datetime) -> None:
    petition = ada_opens(now)
    joins(petition, "Friends", now)
    petition.notices.filter(number=2, language="pl").delete()
    assert notices.complete(petition, ["pl"], now=now) == 1
    assert "Friends, 1 Bank, Leeds" in said(petition, 2, "pl")


def test_the_invitation_is_a_mail_whose_link_works_once_and_for_a_week(now: datetime) -> None:
    petition = ada_drafts(now)
    dee = someone("dee", now)
    partner = asks(petition, "Dee@example.org", now)
    [(to, text)] = mails(now)
    assert to == "dee@example.org"
    token = path_in(text).removeprefix("/invitation/partner/")
    assert partnering.invitation_of(token, now=now) == partner
    assert partnering.invitation_of(token, now=now + timedelta(days=7)) is None
    assert partnering.invitation_of(token[:-3], now=now) is None
    joined = partnering.join(
        partner, teams.found("Friends", by=dee, now=now), details("Friends"), by=dee, now=now
    )
    assert partnering.invitation_of(token, now=now) is None
    assert (joined.email, joined.expires_at) == ("", None)
    again = asks(petition, "dee@example.org", now)
    newest = asks(petition, "dee@example.org", now)
    assert list(petition.partners.filter(state=Partner.State.INVITED)) == [newest]
    refused("gone", again, teams.found("Others", by=dee, now=now), "Others", now)


def test_who_may_not_join_is_told_why(now: datetime) -> None:
    petition = ada_drafts(now)
    dee, zed = someone("dee", now), someone("zed", now)
    partner = asks(petition, dee.email, now)
    theirs, others = teams.found("Friends", by=dee, now=now), teams.found("Others", by=zed, now=now)
    refused("address", partner, others, "Others", now, by="zed")
    refused("role", partner, others, "Others", now)
    Membership.objects.create(team=others, user=dee, role="editor", created_at=now)
    refused("role", partner, others, "Others", now)
    refused("taken", partner, theirs, petition.team.name.upper(), now)
    Membership.objects.create(team=petition.team, user=dee, role="owner", created_at=now)
    refused("own", partner, petition.team, "Friends", now)
    partnering.join(partner, theirs, details("Friends"), by=dee, now=now)
    refused("gone", partner, theirs, "Friends", now)
    refused("joined", asks(petition, dee.email, now), theirs, "Friends again", now)
    more = teams.found("More", by=dee, now=now)
    refused("taken", asks(petition, dee.email, now), more, "friends", now)
    refused("gone", asks(petition, dee.email, now - timedelta(days=8)), more, "More", now)
    assert [one.name for one in Partner.objects.joined_to(Petition.objects.get())] == ["Friends"]


def test_nobody_joins_or_is_asked_once_signing_has_ended(now: datetime) -> None:
    petition = ada_opens(now)
    dee = someone("dee", now)
    partner = asks(petition, dee.email, now)
    actions.close(petition, now=now)
    refused("over", partner, teams.found("Friends", by=dee, now=now), "Friends", now)
    with pytest.raises(PartnerRefused, match="over"):
        asks(petition, "mo@example.org", now)
    assert partnering.part(partner, actor=COMMAND, now=now)  # an invitation can still be taken back
    assert not Partner.objects.exists()


def test_partners_and_invitations_are_not_without_end(now: datetime) -> None:
    petition = ada_drafts(now)
    for number in range(MOST):
        joins(petition, f"Friends {number}", now)
    dee = someone("dee", now)
    refused("full", asks(petition, dee.email, now), teams.found("More", by=dee, now=now), "More", now)
    for number in range(partnering.MOST_INVITED - 1):
        asks(petition, f"sam{number}@example.org", now)
    with pytest.raises(PartnerRefused, match="many"):
        asks(petition, "zed@example.org", now)


def test_invitations_that_are_over_are_forgotten_and_partners_are_not(now: datetime) -> None:
    petition = ada_drafts(now)
    joins(petition, "Friends", now)
    asks(petition, "dee@example.org", now)
    later = now + timedelta(days=7)
    assert FORGET_INVITATIONS.due(later - timedelta(seconds=1)) == 0
    assert FORGET_INVITATIONS.forget(later) == 1
    assert [one.name for one in Partner.objects.all()] == ["Friends"]


def test_a_petition_without_partners_asks_the_database_nothing_about_them(
    now: datetime, django_assert_num_queries: object
) -> None:
    petition = ada_opens(now)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert Partner.objects.joined_to(petition) == []
    assert Notice.objects.filter(petition=petition).exists()
