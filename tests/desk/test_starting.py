"""Who may start a petition, and the commands that let somebody in."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from undersigned.ops.audit import COMMAND
from undersigned.ops.models import AuditEntry
from undersigned.ops.switches import SwitchRefused, switch
from undersigned.people.accounts import create_account, may_start
from undersigned.people.models import User

pytestmark = pytest.mark.django_db


def test_the_switch_says_who_may_start(now: datetime) -> None:
    zed = User.objects.create(email="zed@example.org", created_at=now)
    ada = create_account("ada@example.org", is_staff=False, is_moderator=False, now=now)
    olu = create_account("olu@example.org", is_staff=True, is_moderator=False, now=now)
    seen = {"invited": [may_start(user) for user in (zed, ada, olu)]}
    for value in ("anyone", "staff"):
        switch("starting", value, actor=COMMAND, now=now)
        seen[value] = [may_start(user) for user in (zed, ada, olu)]
    assert seen == {
        "invited": [False, True, True],
        "anyone": [True, True, True],
        "staff": [False, False, True],
    }
    assert AuditEntry.objects.filter(action="switch").count() == 2


@pytest.mark.parametrize(("name", "value"), [("starting", "nobody"), ("door", "open")])
def test_a_switch_that_is_not_there_is_refused(name: str, value: str, now: datetime) -> None:
    with pytest.raises(SwitchRefused):
        switch(name, value, actor=COMMAND, now=now)


def test_the_command_prints_a_link_that_signs_in() -> None:
    out = StringIO()
    call_command("account", "create", "Ada@Example.org", "--staff", stdout=out, stderr=StringIO())
    assert "/sign-in/link/" in out.getvalue()
    user = User.objects.get()
    assert (user.email, user.is_staff) == ("ada@example.org", True)
