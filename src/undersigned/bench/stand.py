"""A site with one petition under test: people sign and confirm over HTTP, and every answer is held against the rows."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from undersigned.bench.database import Database, as_uuid, opened
from undersigned.bench.load import Job, Run, drive
from undersigned.bench.people import Person, post, signs
from undersigned.bench.processes import Trouble
from undersigned.bench.shape import Shape, row_counts, shapes
from undersigned.bench.site import Site
from undersigned.kit import digests, keys, tokens
from undersigned.kit.addresses import canonical

PROBE = 40  # signings
PENDING, CONFIRMED = 0, 1
CONFIRMS = "confirm"  # the purpose of a confirmation link
NAMED = 3  # so many of one kind are named, then how many more there are


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database holds of one signature."""

    id: UUID
    state: int
    number: int | None
    serial: int


class Stand:
    """A running site, the people who have signed on it so far, and what was found wrong."""

    def __init__(self, site: Site, slug: str, database: Database, *, first_person: int = 0) -> None:
        self.site = site
        self.slug = slug
        self.database = database
        self.wrong: list[str] = []
        self._untold: dict[str, list[str]] = {}
        self.next_person = first_person
        self.rate = 0.0  # signings a second at the last run, for how many requests the next may need
        self.sent: dict[bytes, Person] = {}  # by the digest of the address
        folder = site.home / "keys"
        self._digest_key = keys.parse((folder / "digest").read_text(), name="digest").current
        self.link_key = keys.parse((folder / "link").read_text(), name="link").current
        self.petition = database.rows("SELECT petition_id FROM petitions_slug WHERE slug = %s", [slug])[0][0]
        # What was there before is not looked at, however much it is.
        self.since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S+00")
        self.counted_before = self.counted()

    def probe(self) -> list[Shape]:
        """What one signing writes, seen from a few."""
        before = row_counts(self.database)
        run = self.sign(connections=4, seconds=30, most=PROBE)
        found = shapes(self.database, before, max(1, len(run.good())))
        if not found:
            raise Trouble("signing left no rows: " + "; ".join(self.wrong))
        return found

    def sign(self, *, connections: int, seconds: float, rate: float = 0.0, most: int = 0) -> Run:
        """New people sign; then each answer is held against the rows. At most `most` people, if it says so."""
        wanted = most or int((rate or self.rate * 1.5 or 400) * seconds) + connections
        people = [Person(self.next_person + n) for n in range(wanted)]
        requests = [signs(person, self.slug, self.site.port) for person in people]
        run = drive(Job(self.site.port, requests, connections, seconds, rate=rate))
        asked = people[: 1 + max((*(hit.request for hit in run.hits), *run.unanswered), default=-1)]
        self.next_person += len(asked)
        if not rate:
            self.rate = run.rate()
        self._hold_signings(run, asked)
        return run

    def _hold_signings(self, run: Run, asked: Sequence[Person]) -> None:
        known = {number: self._digest(person) for number, person in enumerate(asked)}
        self.sent |= {known[number]: person for number, person in enumerate(asked)}
        kept = self.kept()
        for hit in run.good():
            if known[hit.request] not in kept:
                self._tell("an answer without its row", f"{asked[hit.request].email} ({hit.status})")
        for digest in kept.keys() - self.sent.keys():
            self._tell("a row that nobody asked for", str(kept[digest].id))
        self._hold_answers(run, "signing")
        self._hold_mails(len(kept))
        self.told()

    def _digest(self, person: Person) -> bytes:
        return digests.of_address(self._digest_key, canonical(person.email))

    def kept(self) -> dict[bytes, Kept]:
        """The petition's signatures since the stand began, by the digest of their address."""
        rows = self.database.rows(
            "SELECT address_digest, id, state, number, link_serial FROM signing_signature "
            "WHERE petition_id = %s AND signed_at >= %s",
            [self.petition, self.since],
        )
        return {bytes(row[0]): Kept(as_uuid(row[1]), row[2], row[3], row[4]) for row in rows}

    def _hold_mails(self, signatures: int) -> None:
        """Each signature has a mail that waits, or one that left."""
        [(waiting, left)] = self.database.rows(
            "SELECT (SELECT count(*) FROM mailing_message WHERE kind = 'confirm' AND created_at >= %s), "
            "(SELECT count(*) FROM signing_signature WHERE mailed_at IS NOT NULL AND signed_at >= %s)",
            [self.since, self.since],
        )
        if waiting + left != signatures:
            self._tell("mails", f"{waiting} wait and {left} left, for {signatures} signatures")

    def _hold_answers(self, run: Run, what: str) -> None:
        for hit in run.hits:
            if not 200 <= hit.status < 400:
                self._tell(f"{what} was answered with {hit.status}", f"request {hit.request}")
        for request, reason in run.unanswered.items():
            self._tell(f"{what} was not answered", f"request {request}: {reason}")

    def pending(self) -> list[tuple[Person, Kept]]:
        """Who signed and has not confirmed."""
        return [
            (self.sent[digest], kept)
            for digest, kept in self.kept().items()
            if kept.state == PENDING and digest in self.sent
        ]

    def confirm(
        self,
        *,
        connections: int,
        seconds: float,
        rate: float = 0.0,
        most: int = 0,
        meanwhile: AbstractContextManager[object] | None = None,
    ) -> Run:
        """Those who wait confirm, each by the form behind their own link; answers are held against rows and count.

        `meanwhile` begins once all is prepared and ends with the last answer.
        """
        waiting = self.pending()[: most or None]
        requests = [self._confirms(person, kept) for person, kept in waiting]
        if not requests:
            raise Trouble("nobody is left who could confirm")
        with meanwhile or nullcontext():
            run = drive(Job(self.site.port, requests, connections, seconds, rate=rate))
        self.hold_confirmations(run, [kept.id for _, kept in waiting])
        return run

    def _confirms(self, person: Person, kept: Kept) -> bytes:
        expires_at = datetime.now(UTC) + timedelta(days=30)
        token = tokens.mint(self.link_key, CONFIRMS, kept.id, serial=kept.serial, expires_at=expires_at)
        return post(f"/c/{token}", b"form=1&" + person.form(), self.site.port, client=person.client)

    def hold_confirmations(self, run: Run, asked: Sequence[UUID]) -> None:
        """Each answered confirmation is a confirmed row with a number of its own; the count is their number."""
        rows = {kept.id: kept for kept in self.kept().values()}
        for hit in run.good():
            if rows[asked[hit.request]].state != CONFIRMED:
                self._tell("a confirmation without its row", f"{asked[hit.request]} ({hit.status})")
        numbers = sorted(kept.number or 0 for kept in rows.values() if kept.state == CONFIRMED)
        first, last = self.counted_before + 1, self.counted_before + len(numbers)
        if numbers != list(range(first, last + 1)):
            self._tell("numbers", f"{len(numbers)} confirmed signatures are not numbered {first} to {last}")
        if (counted := self.counted()) != last:
            self._tell("the count", f"says {counted}, the rows say {last}")
        self._hold_answers(run, "confirming")
        self.told()

    def counted(self) -> int:
        """The petition's number as the counters have it."""
        rows: list[tuple[Any, ...]] = self.database.rows(
            "SELECT signatures FROM signing_tally WHERE petition_id = %s AND kind = 'total'", [self.petition]
        )
        return sum(number for (number,) in rows)

    def recount(self) -> None:
        """Ask the site itself to compare every counter with the rows."""
        done = self.site.run("recount")
        if done.returncode != 0:
            self.wrong.append(f"recount: {done.stdout.strip()}{done.stderr.strip()[-300:]}")

    def _tell(self, kind: str, example: str) -> None:
        self._untold.setdefault(kind, []).append(example)

    def told(self) -> None:
        """Put what was found since the last time into `wrong`, a line for each kind."""
        for kind, examples in self._untold.items():
            more = f" and {len(examples) - NAMED} more" if len(examples) > NAMED else ""
            self.wrong.append(f"{kind}: {', '.join(examples[:NAMED])}{more}")
        self._untold.clear()


@contextmanager
def stand(site: Site) -> Iterator[Stand]:
    """A started site with a new open petition; stopped at the end."""
    try:
        site.start()
        with opened(site.database_url, site.home) as database:
            yield Stand(site, site.import_petition(), database)
    finally:
        site.stop()


@contextmanager
def stand_again(site: Site, slug: str, *, first_person: int) -> Iterator[Stand]:
    """A site that was stopped, started again, with new people before its petition; stopped at the end."""
    try:
        site.start()
        with opened(site.database_url, site.home) as database:
            yield Stand(site, slug, database, first_person=first_person)
    finally:
        site.stop()
