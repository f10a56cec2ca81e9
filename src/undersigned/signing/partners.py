"""The organisations beside a petition's team, as signers meet them: a box each, and what became of a tick."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from undersigned.petitions.coalition import named_in
from undersigned.petitions.models import Partner, Petition
from undersigned.signing.models import Consent, Signature
from undersigned.signing.person import boxes_ticked

WORDING = (
    2  # of the box "Mail me news from …"; raised when its words change. 1 is that of the petition's own team
)


class Box(NamedTuple):
    """An organisation that may be agreed to: its number among the petition's partners, its team, name and address."""

    number: int
    team_id: int
    name: str
    url: str


def boxes_of(petition: Petition, notice_number: int | None = None) -> list[Box]:
    """Those that a notice names, by default the one in force: one query, none where there never was a partner."""
    return _boxes(Partner.objects.joined_to(petition), notice_number or petition.notice_number)


def _boxes(partners: Iterable[Partner], notice_number: int) -> list[Box]:
    return [
        Box(one.number or 0, one.team_id or 0, one.name, one.url) for one in named_in(partners, notice_number)
    ]


def agreed_to(signature: Signature) -> tuple[int, ...]:
    """The numbers of the partners that a signer agreed to, or will by confirming; of those who are there still."""
    boxes = boxes_of(signature.petition, signature.notice_number)
    if not boxes:
        return ()
    if signature.state == Signature.State.PENDING:
        waits = boxes_ticked(bytes(signature.sealed), signature.petition_id, signature.pk)
        return tuple(box.number for box in boxes if box.number in waits)
    teams = set(Consent.objects.filter(signature=signature).values_list("team_id", flat=True))
    return tuple(box.number for box in boxes if box.team_id in teams)


class Beside:
    """The partners of several petitions, read at once: who may be agreed to by whoever signed under which notice."""

    def __init__(self, petitions: Mapping[int, Petition]) -> None:
        self._partners = Partner.objects.joined_to_any(petitions.values())

    def has_any(self, petition_id: int) -> bool:
        """Whether anybody is on the petition; if not, nothing more need be looked at."""
        return petition_id in self._partners

    def agreed(self, petition_id: int, notice_number: int, numbers: Iterable[int]) -> tuple[int, ...]:
        """The teams behind ticked boxes, without those that the notice did not name or that are gone."""
        wanted = set(numbers)
        partners = self._partners.get(petition_id, [])
        return tuple(box.team_id for box in _boxes(partners, notice_number) if box.number in wanted)

    def boxes(self, petition_id: int, notice_number: int) -> list[Box]:
        """The boxes for whoever signed under that notice."""
        return _boxes(self._partners.get(petition_id, []), notice_number)
