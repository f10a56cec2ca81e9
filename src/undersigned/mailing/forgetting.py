"""What mailing forgets by itself: mails that were never brought, counts of past days, and the mail folder's files."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from undersigned.mailing.allowance import old
from undersigned.mailing.models import Message
from undersigned.ops.retention import Rule, forget_rows

GIVEN_UP_FOR = timedelta(days=30)  # so long an operator may look at why, and try again
# Nothing waits longer than what it is about: whoever did not even get a mail is forgotten then.
WAITING_FOR = timedelta(days=60)
IN_FOLDER_FOR = timedelta(days=30)


def _never_brought(now: datetime) -> QuerySet[Message]:
    given_up = Q(given_up_at__lte=now - GIVEN_UP_FOR)
    return Message.objects.filter(given_up | Q(created_at__lte=now - WAITING_FOR))


def _old_files(now: datetime) -> Iterator[Path]:
    """Mails that a site without a mail server keeps as files, whole and half-written: they name people in clear."""
    until = (now - IN_FOLDER_FOR).timestamp()
    for file in (settings.UNDERSIGNED_HOME / "mail").glob("*"):
        if file.suffix in (".eml", ".part") and file.stat().st_mtime <= until:
            yield file


def _forget_files(now: datetime) -> int:
    forgotten = 0
    for file in _old_files(now):
        file.unlink(missing_ok=True)
        forgotten += 1
    return forgotten


RULES = (
    Rule(
        "mails never brought",
        lambda now: _never_brought(now).count(),
        lambda now: forget_rows(_never_brought(now), lambda rows: rows.delete()),
    ),
    Rule(
        "counts of mails",
        lambda now: old(now).count(),
        lambda now: forget_rows(old(now), lambda rows: rows.delete()),
    ),
    Rule("mails in the folder", lambda now: sum(1 for _ in _old_files(now)), _forget_files),
)
