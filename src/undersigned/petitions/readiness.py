"""What a draft must have before it may open or be handed in."""

from undersigned.ops.switches import switched
from undersigned.petitions import backing
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Manuscript, Petition
from undersigned.petitions.moving import By


def backers_needed() -> int:
    """How many backers the site wants before a team may open its petition; 0: none."""
    return int(switched("backers"))


def hold_to_readiness(petition: Petition, *, by: By) -> None:
    """Refuse what is not ready. Raises MoveRefused ("template", "unfinished", "backers")."""
    manuscript = Manuscript.objects.filter(petition=petition).first()
    # Without one it was written elsewhere, or begun before there were any.
    if manuscript is not None and manuscript.is_template:
        raise MoveRefused("it is a template: use it, and open what you make of it", "template")
    if manuscript is not None and not manuscript.is_whole:
        raise MoveRefused("some of it is still missing: write on first", "unfinished")
    if by.role in ("editor", "owner") and backing.backers_of(petition) < backers_needed():
        raise MoveRefused(f"it needs {backers_needed()} backers before it opens", "backers")
