"""undersigned worker: send waiting mail until told to stop."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from undersigned.mailing.envelope import Unwritable, sent_from
from undersigned.mailing.worker import Worker


class Command(BaseCommand):
    help = "Send waiting mail until told to stop (SIGTERM or Ctrl-C); the mail in hand is finished first."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sent_from()
        except Unwritable as refused:
            raise CommandError(str(refused)) from None
        worker = Worker()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: worker.stop.set())
        worker.run()
