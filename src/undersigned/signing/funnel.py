"""From signing to being counted: how many got through, and where the others stayed."""

from dataclasses import dataclass

from django.db.models import Count, Q

from undersigned.petitions.models import Petition
from undersigned.signing.models import Signature

Came, State = Signature.Came, Signature.State


@dataclass(frozen=True, slots=True)
class Funnel:
    """Numbers of signatures under the petition's present ask; those that were erased are in none of them."""

    signed: int
    by_link: int
    by_code: int
    after_reminder: int
    withdrawn: int
    taken_back: int
    waiting: int
    expired: int
    not_me: int
    no_mail: int

    @property
    def rate(self) -> float:
        """The share of those who signed that confirmed, from 0 to 1; also where they withdrew later."""
        return (self.by_link + self.by_code + self.withdrawn) / self.signed if self.signed else 0.0


def funnel(petition: Petition) -> Funnel:
    """One pass over the petition's rows: for the team, never in a request."""
    rows = Signature.objects.filter(petition=petition, ask_number=petition.ask_number)
    found = {
        (state, came, is_reminded, never): n
        for state, came, is_reminded, never, n in rows.annotate(never=Q(confirmed_at=None))
        .values_list("state", "came", "is_reminded", "never")
        .annotate(n=Count("id"))
    }

    def number(*, state: int | None = None, came: int | None = None, reminded: bool = False) -> int:
        return sum(
            n
            for (its_state, its_came, is_reminded, _), n in found.items()
            if state in (None, its_state) and came in (None, its_came) and (is_reminded or not reminded)
        )

    return Funnel(
        signed=sum(found.values()),
        by_link=number(state=State.CONFIRMED, came=Came.BY_LINK),
        by_code=number(state=State.CONFIRMED, came=Came.BY_CODE),
        after_reminder=number(state=State.CONFIRMED, reminded=True),
        withdrawn=sum(n for (_, came, _, never), n in found.items() if came == Came.BY_OWNER and not never),
        taken_back=sum(n for (_, came, _, never), n in found.items() if came == Came.BY_OWNER and never),
        waiting=number(state=State.PENDING) - number(state=State.PENDING, came=Came.NO_MAIL),
        expired=number(state=State.EXPIRED) - number(state=State.EXPIRED, came=Came.NO_MAIL),
        not_me=number(came=Came.NOT_ME),
        no_mail=number(came=Came.NO_MAIL),
    )
