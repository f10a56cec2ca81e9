"""What is done to accounts and teams."""

from datetime import datetime

from django.conf import settings

from undersigned.people.models import Team


def site_team(*, now: datetime) -> Team:
    """The team that petitions belong to which no account started; made on first use."""
    team, _ = Team.objects.get_or_create(
        is_site=True, defaults={"name": settings.UNDERSIGNED_NAME, "created_at": now}
    )
    return team
