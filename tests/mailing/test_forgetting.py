"""What mailing forgets by itself: nothing that waits for its time, everything whose time is over."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.mailing.post import Postcards, post, postcard
from undersigned.mailing.models import Message
from undersigned.ops.retention import count_due, forget_due

pytestmark = pytest.mark.django_db


def test_a_mail_that_was_given_up_can_be_looked_at_for_thirty_days(
    postcards: Postcards, now: datetime
) -> None:
    post(postcard("sam@example.org", now), postcard("dee@example.org", now))
    Message.objects.filter(pk=Message.objects.order_by("pk")[0].pk).update(
        given_up_at=now + timedelta(days=3)
    )
    assert count_due(now + timedelta(days=32))["mails never brought"] == 0
    assert forget_due(now + timedelta(days=33))["mails never brought"] == 1
    assert Message.objects.get().given_up_at is None


def test_nothing_waits_longer_than_sixty_days(postcards: Postcards, now: datetime) -> None:
    post(postcard("sam@example.org", now))
    assert forget_due(now + timedelta(days=59))["mails never brought"] == 0
    assert forget_due(now + timedelta(days=60))["mails never brought"] == 1
    assert not Message.objects.exists()


@pytest.fixture
def folder(home: Path) -> Path:
    """The mail folder, with nothing in it."""
    folder = home / "mail"
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    return folder


def test_files_of_the_mail_folder_go_after_thirty_days(folder: Path, now: datetime) -> None:
    for name, days in (("old.eml", 30), ("cut-off.part", 31), ("young.eml", 29), ("notes.txt", 400)):
        (folder / name).write_text("To: sam@example.org\n")
        at = (now - timedelta(days=days)).timestamp()
        os.utime(folder / name, (at, at))
    assert count_due(now)["mails in the folder"] == 2
    assert forget_due(now)["mails in the folder"] == 2
    assert {file.name for file in folder.iterdir()} == {"young.eml", "notes.txt"}


def test_a_folder_that_cannot_be_read_keeps_no_other_kind_of_data(
    folder: Path, postcards: Postcards, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    post(postcard("sam@example.org", now))
    (folder / "a.eml").mkdir()  # an old file that cannot be deleted as one
    os.utime(folder / "a.eml", (0, 0))
    forgotten = forget_due(now + timedelta(days=60))
    (folder / "a.eml").rmdir()
    assert forgotten["mails never brought"] == 1
    assert "mails in the folder" not in forgotten
    assert "could not forget mails in the folder" in caplog.text
