"""undersigned worker: send waiting mail, remind, and forget what is due, until told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.mailing.envelope import Unwritable, sent_from
from undersigned.mailing.worker import Worker
from undersigned.ops import retention, rounds


class Command(BaseCommand):
    help = "Send waiting mail until told to stop (SIGTERM or Ctrl-C); the mail in hand is finished first."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sent_from()
        except Unwritable as refused:
            raise SystemExit(f"undersigned: {refused}") from None
        worker = Worker()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: worker.stop.set())
        going = [
            threading.Thread(target=rounds.keep_going, args=[one, worker.stop], name=one.what)
            for one in (retention.ROUND, *rounds.registered())
        ]
        for thread in going:
            thread.start()
        worker.run()
        for thread in going:
            thread.join()
