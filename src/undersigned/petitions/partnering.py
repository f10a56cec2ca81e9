"""What is done to the partners of a petition: ask an organisation, let it join, part. Each is in the audit log."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet

from undersigned.kit import tokens
from undersigned.kit.tokens import TokenRefused
from undersigned.ops import keyring
from undersigned.ops.audit import Actor, record
from undersigned.ops.retention import Rule, forget_rows
from undersigned.people.accounts import confirmed_addresses
from undersigned.people.actions import actor_of
from undersigned.people.mails import Letter, queue_letter
from undersigned.people.models import Membership, Team, User
from undersigned.petitions import notices
from undersigned.petitions.coalition import MOST, Details
from undersigned.petitions.life import OVER
from undersigned.petitions.models import Partner, Petition
from undersigned.site.addresses import base_url

INVITED_FOR = timedelta(days=7)
MOST_INVITED = 20  # open invitations of one petition: it is no mail cannon
LINK = "partner"


class PartnerRefused(Exception):
    """What was asked for cannot be done; `reason` is one of the keys of desk/partner_views.SENTENCES."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _locked(petition: Petition) -> Petition:
    """The petition, held until the transaction ends, so that notices and partners change one after the other.

    Those who sign and confirm meanwhile only refer to it, which does not wait for this.
    """
    return Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)


def _note(actor: Actor, action: str, petition: Petition, *, now: datetime, **after: object) -> None:
    record(actor, action, f"petition {petition.public_number}", after=after, now=now)


@transaction.atomic
def invite(petition: Petition, email: str, *, by: User, language: str, now: datetime) -> Partner:
    """Ask an organisation by mail to stand beside the petition's team; asking again sends a new link.

    Raises PartnerRefused ("over", "many").
    """
    petition = _locked(petition)
    if petition.state in OVER:
        raise PartnerRefused("over")
    email = email.lower()
    open_ones = petition.partners.filter(state=Partner.State.INVITED)
    open_ones.filter(email=email).delete()
    if open_ones.count() >= MOST_INVITED:
        raise PartnerRefused("many")
    partner = Partner.objects.create(
        petition=petition, email=email, created_at=now, expires_at=now + INVITED_FOR
    )
    words = {"link": invitation_link(partner)}
    queue_letter(Letter("petitions/mail/partner", email, words, language), now=now)
    _note(actor_of(by), "invite partner", petition, partner=str(partner.public_id), now=now)
    return partner


def invitation_link(partner: Partner) -> str:
    """The address that the mail of an invitation carries."""
    assert partner.expires_at is not None  # noqa: S101 - only who is asked has a link
    token = tokens.mint(
        keyring.current("link"), LINK, partner.public_id, serial=0, expires_at=partner.expires_at
    )
    return f"{base_url()}/invitation/partner/{token}"


def invitation_of(token: str, *, now: datetime) -> Partner | None:
    """The invitation, unless it was accepted, taken back, or is over."""
    try:
        opened = tokens.read(keyring.keyring("link"), LINK, token, now=now)
    except TokenRefused:
        return None
    rows = Partner.objects.select_related("petition__team")
    return rows.filter(public_id=opened.row_id, state=Partner.State.INVITED, expires_at__gt=now).first()


def may_speak_for(user: User) -> QuerySet[Team]:
    """The teams that somebody may bring beside a petition: those they own."""
    owned = Team.objects.filter(memberships__user=user, memberships__role=Membership.Role.OWNER)
    return owned.order_by("name", "pk")


@transaction.atomic
def join(partner: Partner, team: Team, details: Details, *, by: User, now: datetime) -> Partner:
    """Stand beside a petition's team from now on, under the name that signers will read.

    Whoever signed before was not told of it, so it will be given nothing of theirs. Raises PartnerRefused ("address",
    "role", "over", "gone", "own", "joined", "full", "taken").
    """
    if partner.email not in confirmed_addresses(by):
        raise PartnerRefused("address")
    if not may_speak_for(by).filter(pk=team.pk).exists():
        raise PartnerRefused("role")
    petition = _locked(partner.petition)
    asked = Partner.objects.filter(pk=partner.pk, state=Partner.State.INVITED, expires_at__gt=now).first()
    if asked is None:
        raise PartnerRefused("gone")
    _check(petition, team, details)
    latest = petition.partners.aggregate(latest=Max("number"))["latest"] or 0
    asked.state, asked.team, asked.number, asked.joined_at = Partner.State.JOINED, team, latest + 1, now
    asked.name, asked.url, asked.responsible, asked.privacy_url = details
    asked.email, asked.expires_at = "", None
    asked.joined_notice = petition.notice_number if petition.is_unseen else petition.notice_number + 1
    asked.save()
    _tell(petition, now=now)
    _note(actor_of(by), "join as partner", petition, team=str(team.public_id), name=asked.name, now=now)
    return asked


def _check(petition: Petition, team: Team, details: Details) -> None:
    if petition.state in OVER:
        raise PartnerRefused("over")
    if team.pk == petition.team_id:
        raise PartnerRefused("own")
    others = list(petition.partners.filter(state=Partner.State.JOINED))
    if any(one.team_id == team.pk for one in others):
        raise PartnerRefused("joined")
    if len(others) >= MOST:
        raise PartnerRefused("full")
    names = {petition.team.name, *(one.name for one in others)}
    if details.name.casefold() in {name.casefold() for name in names}:
        raise PartnerRefused("taken")


def _tell(petition: Petition, *, now: datetime) -> None:
    """Say on the page and in its notice who is on the petition now."""
    petition.has_partners = petition.partners.filter(state=Partner.State.JOINED).exists()
    petition.save(update_fields=["has_partners"])
    notices.renew(petition, now=now)


@transaction.atomic
def part(partner: Partner, *, actor: Actor, now: datetime) -> bool:
    """Take an invitation back, or end what was joined: from now on it is given nothing. Whether there was anything.

    What its people have taken along before stays theirs to answer for; the log of exports tells what that was.
    """
    petition = _locked(partner.petition)
    if petition.partners.filter(pk=partner.pk, state=Partner.State.INVITED).delete()[0]:
        _note(actor, "take back invitation", petition, partner=str(partner.public_id), now=now)
        return True
    joined = petition.partners.filter(pk=partner.pk, state=Partner.State.JOINED)
    if not joined.update(state=Partner.State.LEFT, left_at=now):
        return False
    _tell(petition, now=now)
    _note(actor, "part", petition, team=str(partner.team and partner.team.public_id), now=now)
    return True


def _over(now: datetime) -> QuerySet[Partner]:
    return Partner.objects.filter(state=Partner.State.INVITED, expires_at__lte=now)


FORGET_INVITATIONS = Rule(
    "invitations to petitions that are over",
    lambda now: _over(now).count(),
    lambda now: forget_rows(_over(now), lambda found: found.delete()),
)
