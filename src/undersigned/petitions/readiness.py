"""What a draft must have before it may open or be handed in."""

from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Manuscript, Petition


def hold_to_readiness(petition: Petition) -> None:
    """Refuse what is not ready. Raises MoveRefused ("unfinished")."""
    manuscript = Manuscript.objects.filter(petition=petition).first()
    if manuscript is None:  # it was written elsewhere, or begun before there were any
        return
    if not manuscript.is_whole:
        raise MoveRefused("some of it is still missing: write on first", "unfinished")
