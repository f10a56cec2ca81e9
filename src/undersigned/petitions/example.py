"""The example petition of a fresh install: after a real one of 2021, told in this project's own words."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from undersigned.people.models import Team
from undersigned.petitions import actions
from undersigned.petitions.document import read
from undersigned.petitions.models import Petition

DOCUMENT = Path(__file__).parent / "example.txt"


@transaction.atomic
def put_in_example(*, team: Team, now: datetime) -> Petition:
    """Draft and open the example; it is sent to nobody and leaves the lists once there is a petition of one's own."""
    petition = actions.draft(
        read(DOCUMENT.read_bytes()), team=team, now=now, country="GB", text_dated="2021-03", is_example=True
    )
    return actions.publish(petition, now=now)
