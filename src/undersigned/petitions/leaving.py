"""A draft that nobody wrote on for a week: its team is asked, once, whether it is to go on."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from undersigned.ops.rounds import Round
from undersigned.petitions.life import State
from undersigned.petitions.models import Manuscript
from undersigned.petitions.team_mail import tell_team

AFTER: Final = timedelta(days=7)
BEFORE: Final = timedelta(days=60)  # a worker that stood still does not dig up what is long past
AT_ONCE: Final = 500


def remind_due(now: datetime) -> int:
    """Queue the mails that are due; for how many drafts. Done twice at once, each team is asked once."""
    left = Manuscript.objects.filter(
        saved_at__lte=now - AFTER,
        saved_at__gt=now - BEFORE,
        reminded_at=None,
        is_template=False,
        petition__state=State.DRAFT,
    )
    return sum(_remind(manuscript, now=now) for manuscript in left.order_by("saved_at")[:AT_ONCE])


@transaction.atomic
def _remind(manuscript: Manuscript, *, now: datetime) -> bool:
    # Whoever finds it not yet asked about asks; whoever wrote on it meanwhile is not asked.
    same = Manuscript.objects.filter(pk=manuscript.pk, version=manuscript.version, reminded_at=None)
    if not same.update(reminded_at=now):
        return False
    tell_team(manuscript.petition, "people/mail/draft", page="write", now=now)
    return True


ROUND = Round("reminding of drafts", 3600, remind_due)
