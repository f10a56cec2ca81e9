"""What an operator switches without a restart: a row each, in force in every process at the next question."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from undersigned.ops.audit import Actor, record
from undersigned.ops.models import Switch


class SwitchRefused(ValueError):
    """There is no such switch, or it has no such position; the message is one clear line."""


@dataclass(frozen=True, slots=True)
class Positions:
    """What a switch may be set to; the first is where it stands until somebody moves it."""

    values: tuple[str, ...]
    about: str


# A charity's site is its own: whoever it asked in may start. An open site sets `anyone`.
SWITCHES: Mapping[str, Positions] = {
    "starting": Positions(("invited", "anyone", "staff"), "who may start a petition"),
    "backers": Positions(
        ("0", "2", "3", "5", "10", "20"), "how many backers a petition needs before it opens"
    ),
    "review": Positions(("off", "on"), "whether the site looks at each petition before it opens"),
}


def switched(name: str) -> str:
    """Where a switch stands."""
    row = Switch.objects.filter(pk=name).first()
    return row.value if row else SWITCHES[name].values[0]


@transaction.atomic
def switch(name: str, value: str, *, actor: Actor, now: datetime) -> str:
    """Move a switch; where it stood before. Raises SwitchRefused."""
    if name not in SWITCHES:
        raise SwitchRefused(f"{name!r} is no switch; there is: {', '.join(SWITCHES)}")
    if value not in SWITCHES[name].values:
        raise SwitchRefused(f"{name} can be {', '.join(SWITCHES[name].values)}, not {value!r}")
    before = switched(name)
    Switch.objects.update_or_create(pk=name, defaults={"value": value, "changed_at": now})
    record(actor, "switch", f"switch {name}", before={"value": before}, after={"value": value}, now=now)
    return before
