"""Who may be written to by a team, and so who stands in its sheets: the one rule for both."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from undersigned.people.models import Team
from undersigned.petitions.models import Partner, Petition
from undersigned.signing.models import Consent, Signature


class NoAudience(Exception):
    """The team has nothing to do with the petition, or no longer."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Those who agreed to the mail of a team and whose notice named it; `is_partner` if the petition is another's."""

    petition_id: int
    team_id: int
    from_notice: int  # the first that named it
    is_partner: bool
    purpose: str = Consent.Purpose.UPDATES.value

    def signatures(self) -> QuerySet[Signature]:
        """The confirmed signatures of those who may be written to. `export.reading` asks for the same by hand."""
        consent = Consent.objects.filter(signature=OuterRef("pk"), team=self.team_id, purpose=self.purpose)
        found = Signature.objects.filter(
            Exists(consent),
            petition=self.petition_id,
            state=Signature.State.CONFIRMED,
            notice_number__gte=self.from_notice,
        )
        if not self.is_partner:
            return found
        still_there = Partner.objects.filter(
            petition=self.petition_id,
            team=self.team_id,
            state=Partner.State.JOINED,
            joined_notice=self.from_notice,
        )
        return found.filter(Exists(still_there))


def audience(petition: Petition, team: Team) -> Audience:
    """Whom a team may write to: of its own petition everyone who agreed, of another's those who agreed to it.

    Raises NoAudience for a team that is not on the petition: what it was given before, it is not given again.
    """
    if team.pk == petition.team_id:
        return Audience(petition.pk, team.pk, from_notice=0, is_partner=False)
    partner = Partner.objects.filter(petition=petition, team=team, state=Partner.State.JOINED).first()
    if partner is None or partner.joined_notice is None:
        raise NoAudience
    return Audience(petition.pk, team.pk, from_notice=partner.joined_notice, is_partner=True)
