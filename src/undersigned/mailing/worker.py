"""The worker: a few carriers side by side, until it is told to stop."""

import threading
import time

from django.conf import settings
from django.db import connection

from undersigned.mailing import outbox
from undersigned.mailing.claimant import claimant, dead_claimants
from undersigned.mailing.delivery import Carrier, let_go_of_database
from undersigned.mailing.models import Message
from undersigned.mailing.pacing import Outage, Pace
from undersigned.mailing.transport import ServerAway
from undersigned.mailing.writing import DATABASE_AWAY, where

LOOK_EVERY = 0.5  # seconds between two looks at an empty queue
TIDY_EVERY = 60.0
KEPT_OPEN = 5.0  # seconds that an idle connection to the mail server stays


class Worker:
    """Delivers mail over as many connections as the settings allow."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._claimants = settings.UNDERSIGNED_HOME / "workers"
        self._pace = Pace(settings.UNDERSIGNED_MAIL_RATE)
        self._server = Outage("the mail server is away", first=1, longest=60)
        self._database = Outage("the database is away", first=0.5, longest=5)
        self._mistake = Outage("delivery fails", first=1, longest=60)
        self._turn = threading.Lock()  # one carrier looks for work at a time
        self._tidy_at = 0.0

    def run(self) -> None:
        """Deliver until `stop` is set; each carrier finishes the mail in its hands first."""
        numbers = range(settings.UNDERSIGNED_MAIL_CONNECTIONS)
        threads = [threading.Thread(target=self._carry, name=f"carrier {n}") for n in numbers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _carry(self) -> None:
        with claimant(self._claimants) as owner:
            carrier = Carrier(owner, self._pace, self.stop)
            while not self.stop.is_set():
                self._guarded(carrier)
            carrier.close()
        connection.close()

    def _guarded(self, carrier: Carrier) -> None:
        """One batch. Nothing that goes wrong ends a carrier: it rests and goes on."""
        try:
            if batch := self._next_batch(carrier):
                carrier.deliver(batch)
                self._server.over()
                self._mistake.over()
        except ServerAway as away:
            self._server.note(str(away))
        except DATABASE_AWAY as error:
            connection.close()
            self._database.note(type(error).__name__)
        except Exception as error:
            connection.close()
            self._mistake.note(where(error))

    def _next_batch(self, carrier: Carrier) -> list[Message]:
        """Wait for work; empty only when it is time to stop."""
        if not self._turn.acquire(timeout=KEPT_OPEN):
            carrier.close()
            self._turn.acquire()
        try:
            return self._look(carrier)
        finally:
            self._turn.release()

    def _look(self, carrier: Carrier) -> list[Message]:
        idle_since = time.monotonic()
        while not self.stop.is_set():
            for outage in (self._server, self._database, self._mistake):
                outage.wait(self.stop)
            self._tidy()
            batch = carrier.claim()
            self._database.over()
            let_go_of_database()
            if batch:
                return batch
            if time.monotonic() - idle_since > KEPT_OPEN:
                carrier.close()
            self.stop.wait(LOOK_EVERY)
        return []

    def _tidy(self) -> None:
        """Now and then, and first of all: free what killed workers had claimed."""
        if time.monotonic() < self._tidy_at:
            return
        for owner in dead_claimants(self._claimants):
            outbox.free_claims(owner)
        self._tidy_at = time.monotonic() + TIDY_EVERY
