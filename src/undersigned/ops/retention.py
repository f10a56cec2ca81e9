"""What is forgotten when its time is over: a registry of rules, each of which goes on if another fails."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection, models, transaction

from undersigned.ops.rounds import Round

log = logging.getLogger(__name__)
EVERY = 3600.0  # seconds between two rounds of the worker
AT_ONCE = 5000  # rows in one transaction, so that nobody waits long for it
TOO_MANY = 50  # rows that fail: then it is not the rows that are broken
BUSY = 500  # milliseconds that emptying SQLite's log may wait for readers


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of data that has its time: how much of it is due, and how it is forgotten.

    Both take the moment and return a number of things, in the unit that `what` names.
    """

    what: str
    due: Callable[[datetime], int]
    forget: Callable[[datetime], int]


_rules: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Make a rule known; called when its application is ready."""
    _rules[rule.what] = rule


def count_due(now: datetime) -> dict[str, int]:
    """How much each rule would forget at this moment; a rule that cannot tell is logged and left out."""
    return _each(lambda rule: rule.due(now), "count")


def forget_due(now: datetime) -> dict[str, int]:
    """Forget what is due, by every rule; how much each forgot. A rule that fails is logged and left out."""
    forgotten = _each(lambda rule: rule.forget(now), "forget")
    _empty_log()
    return forgotten


def _each(act: Callable[[Rule], int], verb: str) -> dict[str, int]:
    numbers = {}
    for rule in _rules.values():
        try:
            numbers[rule.what] = act(rule)
        except Exception as error:  # one kind of data must never keep another from being forgotten
            # Never the error's own words: a database repeats the row in them.
            log.error("could not %s %s: %s", verb, rule.what, type(error).__name__)
            let_go_if_broken()
    return numbers


def let_go_if_broken() -> None:
    """After a failure: close the connection if it does not work any more, so that what comes next has a new one."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


Rows = models.QuerySet[Any]


def forget_rows(rows: Rows, forget: Callable[[Rows], object]) -> int:
    """Forget the rows of a query, a few thousand in a transaction; how many. `forget` must take them out of it.

    A batch that fails is halved until the broken row stands alone: that one is logged and stays, all others go.
    Raises what the database raised if it is away, or if so many fail that it is not the rows.
    """
    done, broken = 0, list[Any]()
    while ids := list(rows.exclude(pk__in=broken).values_list("pk", flat=True)[:AT_ONCE]):
        failed = _forget_batch(rows, ids, forget, broken)
        done += len(ids) - failed
    return done


def _forget_batch(rows: Rows, ids: list[Any], forget: Callable[[Rows], object], broken: list[Any]) -> int:
    """How many of the rows failed; they are in `broken` then."""
    try:
        with transaction.atomic():
            forget(rows.filter(pk__in=ids))
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError as error:
        if len(ids) > 1:
            half = len(ids) // 2
            return sum(_forget_batch(rows, part, forget, broken) for part in (ids[:half], ids[half:]))
        broken += ids
        log.error("could not forget %s %s: %s", rows.model._meta.model_name, ids[0], type(error).__name__)
        if len(broken) >= TOO_MANY:
            raise
        return 1
    return 0


def _empty_log() -> None:
    """Let nothing that was deleted stay in SQLite's write-ahead log; the database's own pages are overwritten."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        [usual] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY}")
        with suppress(OperationalError):  # somebody reads just now: the next round does it
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {usual}")


def _round(now: datetime) -> None:
    for what, number in forget_due(now).items():
        if number:
            log.warning("forgot %d %s", number, what)


ROUND = Round("forgetting", EVERY, _round)
