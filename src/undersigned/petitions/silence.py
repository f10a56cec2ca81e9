"""For how long those who are asked have known without a word."""

from datetime import datetime

from undersigned.petitions.models import Petition


def silent_days(petition: Petition, now: datetime) -> int | None:
    """In days; None before they can be shown to know, and once they spoke."""
    if petition.noticed_on is None or petition.answered:
        return None
    return max(0, (now.date() - petition.noticed_on).days)
