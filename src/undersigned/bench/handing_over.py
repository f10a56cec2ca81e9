"""G14: from the moment somebody signs to the moment a mail server has taken the mail that asks to confirm."""

import time

from undersigned.bench.figures import Goal
from undersigned.bench.load import Run, percentile
from undersigned.bench.measuring import Bench
from undersigned.bench.people import Person

RATE = 100.0  # signatures a second
SECONDS = 20.0
WAITS = 120.0  # seconds for the mails that are still to come
LATE = 10.0
UNLIMITED = {"UNDERSIGNED_MAIL_RATE": "0"}


def handing_over(bench: Bench) -> None:
    """A hundred sign a second, each at their own moment, while the worker hands over as fast as it can."""
    bench.relay.taken.clear()
    with bench.stand("mailing", database_url=bench.database("mailing"), **UNLIMITED) as stand:
        bench.progress.say(f"signing at {RATE:.0f} a second until all mails have left")
        run = stand.sign(connections=64, seconds=SECONDS, rate=RATE)
        signed_at = {Person(hit.request).email: hit.due_at for hit in run.good()}
        waits = waits_until_taken(bench, signed_at)
        bench.finish(stand)
    if missing := len(signed_at) - len(waits):
        bench.wrong.append(f"{missing} of {len(signed_at)} mails were not handed over within {WAITS:.0f} s")
    late = percentile(waits, 0.99)
    bench.add(Goal("G14", f"signed to handed over, {_reached(run):.0f} a second", late, "s", most=LATE))


def _reached(run: Run) -> float:
    """How many signatures a second were really given."""
    return len(run.good()) / (max(hit.answered_at for hit in run.good()) - run.started_at)


def waits_until_taken(bench: Bench, signed_at: dict[str, float]) -> list[float]:
    """For each signer the seconds until their first mail was taken; waits for those that are under way."""
    deadline = time.monotonic() + WAITS
    while True:
        taken: dict[str, float] = {}
        for recipient, moment in list(bench.relay.taken):
            taken.setdefault(recipient, moment)
        if signed_at.keys() <= taken.keys() or time.monotonic() > deadline:
            return [taken[email] - moment for email, moment in signed_at.items() if email in taken]
        time.sleep(0.2)
