"""What tests of the desk may ask for: today, ada, and the team that she founded."""
# ruff: noqa: PLC0415 - this file is read before Django is set up

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from undersigned.people.models import Team, User


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def ada(today: datetime) -> "User":
    """The account of a campaigner."""
    from tests.desk.members import account

    return account("ada", today)


@pytest.fixture
def team(ada: "User", today: datetime) -> "Team":
    """The team that she founded and owns."""
    from tests.desk.members import team_of

    return team_of(ada, today)
