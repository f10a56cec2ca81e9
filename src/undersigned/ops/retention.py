"""What is forgotten when its time is over: a registry of rules, each of which goes on if another fails."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from undersigned.ops.rounds import Round

log = logging.getLogger(__name__)
EVERY = 3600.0  # seconds between two rounds of the worker


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
    """How much each rule would forget at this moment."""
    return {rule.what: rule.due(now) for rule in _rules.values()}


def forget_due(now: datetime) -> dict[str, int]:
    """Forget what is due, by every rule; how much each forgot. A rule that fails is logged and left out."""
    forgotten = {}
    for rule in _rules.values():
        try:
            forgotten[rule.what] = rule.forget(now)
        except Exception as error:  # one kind of data must never keep another from being forgotten
            log.error("could not forget %s: %s", rule.what, type(error).__name__)
            connection.close()
    return forgotten


def _round(now: datetime) -> None:
    for what, number in forget_due(now).items():
        if number:
            log.warning("forgot %d %s", number, what)


ROUND = Round("forgetting", EVERY, _round)
