"""What every act on a delivery begins with and ends with: the petition held, a line in the audit log, facts settled."""

from datetime import datetime
from typing import Final

from undersigned.delivery.models import Claim
from undersigned.delivery.standing import settle
from undersigned.ops.audit import Actor, record
from undersigned.people.actions import actor_of
from undersigned.people.models import Membership, User
from undersigned.petitions.life import UNSEEN, State
from undersigned.petitions.models import Partner, Petition

# Where nothing of a petition changes any more, or nobody but its team has seen it.
SHUT: Final = frozenset({*UNSEEN, State.ARCHIVED, State.TAKEN_DOWN})


class AnswerRefused(Exception):
    """What was asked for cannot be done; `reason` names why for who has words of their own.

    over (the petition is archived, taken down or unseen), gone, own (it is one's own, or of one's own team), many.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def held(petition_id: int) -> Petition:
    """The petition, held until the transaction ends: numbers and states follow one another. Raises AnswerRefused."""
    petition = Petition.objects.select_related("team").select_for_update(of=("self",), no_key=True)
    found = petition.get(pk=petition_id)
    if found.state in SHUT:
        raise AnswerRefused("over")
    return found


def done(petition: Petition, verb: str, by: Actor, *, now: datetime, **noted: object) -> None:
    """Settle how the petition stands, and write down who did what."""
    settle(petition)
    record(by, verb, f"petition {petition.public_number}", after=noted, now=now)


def members(petition: Petition) -> list[User]:
    """Everyone of the petition's team and of the partners beside it."""
    teams = [petition.team_id, *(one.team_id for one in Partner.objects.joined_to(petition))]
    rows = Membership.objects.filter(team__in=teams).select_related("user").order_by("pk")
    return list({row.user_id: row.user for row in rows}.values())


def is_of_the_team(user: User, petition: Petition) -> bool:
    """Whether somebody is one of them, and so not the one to judge what is said to it."""
    return any(member.pk == user.pk for member in members(petition))


def by_user(user: User) -> Actor:
    """How the audit log names them."""
    return actor_of(user)


def by_claim(claim: Claim) -> Actor:
    """How it names who came to the recipient's page: by what they showed, never by their address."""
    return Actor(None, f"recipient by {claim.evidence}" + (f" at {claim.domain}" if claim.domain else ""))
