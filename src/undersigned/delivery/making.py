"""The worker makes the packs that were asked for, one at a time, and again from the start after a crash."""

import errno
import hashlib
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet, Sum

from undersigned.delivery import storing
from undersigned.delivery.models import Pack
from undersigned.delivery.packing import Packed, Wanted, packed
from undersigned.delivery.packs import KEPT_FOR
from undersigned.ops.audit import Actor, record
from undersigned.ops.rounds import Round, is_stopping
from undersigned.people.models import User
from undersigned.petitions.models import DataKey
from undersigned.signing.export.sheets import Asking
from undersigned.signing.models import Tally

log = logging.getLogger(__name__)
LEASE: Final = timedelta(minutes=5)  # longer than any step between two touches of the row
TRIES: Final = 3
EVERY: Final = 3.0
WORKER: Final = Actor(None, "worker")
Clock = Callable[[], datetime]


class Lost(Exception):
    """Somebody else has this pack by now."""


class Stopped(Exception):
    """This process is to end: the pack waits for the next one."""


def _clock() -> datetime:
    return datetime.now(UTC)


def make_waiting(now: datetime, *, clock: Clock = _clock) -> int:
    """Make what waits, the oldest first; how many were made or failed."""
    made = 0
    while not is_stopping() and (pack := claim(now)):
        make(pack, clock=clock)
        now = clock()
        made += 1
    return made


def claim(now: datetime) -> Pack | None:
    """Take the oldest that nobody is at: those too whose worker has not been heard of for long."""
    free = Q(state=Pack.State.WAITING) | Q(state=Pack.State.MAKING, claimed_at__lt=now - LEASE)
    for pk in Pack.objects.filter(free).order_by("asked_at").values_list("pk", flat=True)[:10]:
        taken = Pack.objects.filter(free, pk=pk).update(
            state=Pack.State.MAKING, claimed_at=now, done=0, tries=F("tries") + 1
        )
        if taken:
            return Pack.objects.select_related("petition__team", "handover__recipient").get(pk=pk)
    return None


def make(pack: Pack, *, clock: Clock = _clock) -> None:
    """Make a pack that was claimed. Whatever goes wrong is written into its row, but for an absent database."""
    if pack.tries > TRIES:
        _fail(pack, "gave-up")
        return
    try:
        _make(pack, clock)
    except Lost:
        log.warning("%s is made by somebody else by now", pack)
    except Stopped:
        _held(pack).update(state=Pack.State.WAITING, claimed_at=None, tries=F("tries") - 1)
    except (OperationalError, InterfaceError):
        raise
    except DataKey.DoesNotExist:
        _fail(pack, "forgotten")
    except OSError as error:
        log.error("%s failed: %s", pack, error.strerror)
        _fail(pack, "disk-full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "broken")
    except Exception as error:  # whatever is wrong with this one must keep no other waiting
        log.error("%s failed: %s", pack, type(error).__name__)
        _fail(pack, "broken")


def _make(pack: Pack, clock: Clock) -> None:
    petition, now = pack.petition, clock()
    pack.total = _total(pack)
    _touch(pack, 0, clock)
    wanted = Wanted(pack.handover, has_scripts=pack.has_scripts, locked_to=pack.locked_to)
    by = User.objects.filter(public_id=pack.asked_by).first() if pack.asked_by else None
    asking = Asking(name=(by.called if by else "worker")[:120], actor=str(pack.asked_by or ""))

    def tell(done: int) -> None:
        _touch(pack, done, clock)

    with packed(petition, wanted, asking=asking, now=now, tell=tell) as made:
        if made.has_names and not DataKey.objects.filter(pk=petition.pk).exclude(wrapped=b"").exists():
            raise DataKey.DoesNotExist
        counted = _Counted(_telling(made, tell))
        name = storing.keep(pack.public_id, petition.pk, counted, has_names=made.has_names)
        try:
            _finish(pack, made, counted, name, clock)
        except BaseException:
            storing.remove(name)
            raise


def _telling(made: Packed, tell: Callable[[int], None]) -> Iterator[bytes]:
    """The pieces; the row is touched now and then, so that nobody takes the worker for dead."""
    for number, piece in enumerate(made.pieces):
        if number % 64 == 0:
            tell(made.signatures)
        yield piece


class _Counted:
    """Pieces that are counted and digested as they pass."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._digest = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._digest.update(piece)
            self.size += len(piece)
            yield piece

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


@transaction.atomic
def _finish(pack: Pack, made: Packed, counted: _Counted, name: str, clock: Clock) -> None:
    now = clock()
    if made.has_names and not DataKey.objects.filter(pk=pack.petition_id).exclude(wrapped=b"").exists():
        raise DataKey.DoesNotExist  # everybody's data was deleted meanwhile
    facts = {
        "state": Pack.State.READY,
        "done": made.signatures,
        "total": made.signatures,
        "signatures": made.signatures,
        "has_names": made.has_names,
        "file": name,
        "size": counted.size,
        "sha256": counted.sha256,
        "made_at": now,
        "expires_at": now + KEPT_FOR,
        "problem": "",
    }
    if not _held(pack).update(**facts):
        raise Lost
    noted = {"pack": str(pack.public_id), "sha256": counted.sha256, "signatures": made.signatures}
    record(WORKER, "make a pack", f"petition {pack.petition.public_number}", after=noted, now=now)


def _held(pack: Pack) -> QuerySet[Pack]:
    """The row, if it is still this process that has it."""
    return Pack.objects.filter(pk=pack.pk, state=Pack.State.MAKING, claimed_at=pack.claimed_at)


def _touch(pack: Pack, done: int, clock: Clock) -> None:
    """Say how far it is, and that somebody is at it. Raises Lost, Stopped."""
    if is_stopping():
        raise Stopped
    moment = clock()
    if not _held(pack).update(claimed_at=moment, done=done, total=pack.total):
        raise Lost
    pack.claimed_at = moment


def _fail(pack: Pack, problem: str) -> None:
    _held(pack).update(state=Pack.State.FAILED, problem=problem)


def _total(pack: Pack) -> int:
    """How many there are to write, for who watches."""
    totals = Tally.objects.filter(
        petition=pack.petition_id, ask_number=pack.petition.ask_number, kind=Tally.Kind.TOTAL, key=""
    )
    return int(totals.aggregate(all=Sum("signatures"))["all"] or 0)


ROUND: Final = Round("making packs", EVERY, make_waiting)
