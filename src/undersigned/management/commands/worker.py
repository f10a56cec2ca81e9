"""undersigned worker: send waiting mail and forget what is due, until told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.mailing.envelope import Unwritable, sent_from
from undersigned.mailing.worker import Worker
from undersigned.ops.retention import keep_forgetting


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
        forgetting = threading.Thread(target=keep_forgetting, args=[worker.stop], name="forgetting")
        forgetting.start()
        worker.run()
        forgetting.join()
