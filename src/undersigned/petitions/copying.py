"""Using a petition again: its words, addressees, fields and picture in a new draft; never a signature."""

import uuid
from datetime import datetime

from django.db import transaction

from undersigned.people.models import Team
from undersigned.petitions.drafting import as_typed, save, start, version_of
from undersigned.petitions.life import MoveRefused, State
from undersigned.petitions.models import Manuscript, Petition

PICTURE = ("picture", "picture_alt", "picture_width", "picture_height")


@transaction.atomic
def use_again(petition: Petition, *, team: Team, now: datetime) -> Manuscript:
    """A new draft of a team with what the petition says in its own language. Raises MoveRefused."""
    manuscript = start(as_typed(petition), key=uuid.uuid4(), team=team, now=now)
    # Its files are named by what is in them, so both show the same ones.
    for name in PICTURE:
        setattr(manuscript.petition, name, getattr(petition, name))
    manuscript.petition.save(update_fields=PICTURE)
    return manuscript


@transaction.atomic
def mark_template(petition: Petition, *, is_template: bool, now: datetime) -> Manuscript:
    """Let a draft be there to begin others with, or be a draft again. Raises MoveRefused if it is none."""
    if not Petition.objects.select_for_update().filter(pk=petition.pk, state=State.DRAFT):
        raise MoveRefused("only a draft can be a template")
    if not version_of(petition):
        save(petition, as_typed(petition), version=0, now=now)
    manuscript = Manuscript.objects.get(petition=petition)
    manuscript.is_template = is_template
    manuscript.save(update_fields=["is_template"])
    return manuscript
