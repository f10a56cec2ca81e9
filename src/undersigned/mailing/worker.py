"""The worker: a few carriers side by side, until it is told to stop."""

import logging
import threading
import time

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from undersigned.mailing.allowance import forget_old
from undersigned.mailing.delivery import Carrier, Pace, clock
from undersigned.mailing.transport import ServerAway

log = logging.getLogger(__name__)
IDLE = 0.5  # seconds between two looks at an empty queue
LONGEST_PAUSE = 60.0
TIDY_EVERY = 3600.0


class Worker:
    """Delivers mail over as many connections as the settings allow."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._pace = Pace(settings.UNDERSIGNED_MAIL_RATE)

    def run(self) -> None:
        """Deliver until `stop` is set; each carrier finishes the mail in its hands first."""
        threads = [
            threading.Thread(target=self._carry, name=f"carrier {n}")
            for n in range(settings.UNDERSIGNED_MAIL_CONNECTIONS)
        ]
        for thread in threads:
            thread.start()
        next_tidy = time.monotonic()
        while not self.stop.wait(0.5):
            if time.monotonic() >= next_tidy:
                self._tidy()
                next_tidy = time.monotonic() + TIDY_EVERY
        for thread in threads:
            thread.join()

    def _carry(self) -> None:
        carrier, pause = Carrier(self._pace, self.stop), 1.0
        while not self.stop.is_set():
            try:
                claimed = carrier.deliver_some()
            except (ServerAway, DatabaseError) as error:
                # Neither is any one mail's fault, so none is charged with a try.
                log.warning("delivery rests for %d seconds: %s", pause, _in_short(error))
                connection.close()
                self.stop.wait(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
                continue
            pause = 1.0
            close_old_connections()
            if not claimed:
                self.stop.wait(IDLE)
        carrier.close()
        connection.close()

    def _tidy(self) -> None:
        try:
            forget_old(now=clock())
        except DatabaseError as error:
            log.warning("tidying put off: %s", _in_short(error))
        connection.close()


def _in_short(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
