"""What of some signatures a sheet may hold: by the notice that each was given under, and the consent of who gave it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from undersigned.petitions.models import Notice, Petition
from undersigned.signing.export.columns import NOBODY, Column, Slice
from undersigned.signing.export.reading import Wanted
from undersigned.signing.models import Signature
from undersigned.signing.person import Person, people_of

_NUMBER = Notice.HandsOver.NUMBER.value
_CONFIRMED = Signature.State.CONFIRMED.value


@dataclass(frozen=True, slots=True)
class Opening:
    """The rule for one sheet. `hands_over` is what each notice lets out; one that it does not name, a number."""

    petition_id: int
    hands_over: Mapping[int, str]
    opens: bool  # what is sealed is wanted, and of somebody it may be had
    is_consented: bool  # of everybody in it
    is_partner: bool
    is_confirmed: bool  # everybody in it
    has_answers: bool  # its team ever asked something of its own

    @classmethod
    def of(cls, petition: Petition, columns: Sequence[Column], wanted: Wanted) -> "Opening":
        """That of the columns which are wanted of these signatures."""
        is_consented = wanted.audience is not None
        is_partner = wanted.audience is not None and wanted.audience.is_partner
        notices = petition.notices.exclude(hands_over=_NUMBER).values_list("number", "hands_over")
        # Signers were told that a partner has their name, address and language: no place goes along.
        lets_out = {} if is_partner else dict(notices)
        is_sealed = any(column.is_sealed for column in columns)
        return cls(
            petition.pk,
            lets_out,
            opens=is_sealed and (is_consented or bool(lets_out)),
            is_consented=is_consented,
            is_partner=is_partner,
            is_confirmed=set(wanted.states) == {_CONFIRMED},
            has_answers=petition.has_questions,
        )

    def reads(self, names: Iterable[str]) -> tuple[str, ...]:
        """The columns of signatures that are read, where a sheet asks for `names`: nothing that is not needed."""
        found = set(names)
        if self.hands_over:
            found |= {"notice_number"} if self.is_confirmed else {"notice_number", "state"}
        if self.opens:
            found.add("sealed")
        return tuple(sorted(found))

    def of_slice(self, read: dict[str, Sequence[Any]]) -> Slice:
        """Some signatures as the sheet sees them."""
        number = len(read["id"])
        let_out: Sequence[str] = [_NUMBER] * number
        if self.hands_over:
            let_out = [self.hands_over.get(notice, _NUMBER) for notice in read["notice_number"]]
        if self.is_partner and "source" in read:
            read["source"] = [""] * number
        return Slice(read, let_out, self._people(read, let_out))

    def _people(self, read: Mapping[str, Sequence[Any]], let_out: Sequence[str]) -> Sequence[Person]:
        if not self.opens:
            return [NOBODY] * len(let_out)
        sealed = read["sealed"]
        if not self.is_consented:
            # The notice speaks of who signed: a name that nobody confirmed was never promised to anybody.
            states = [_CONFIRMED] * len(let_out) if self.is_confirmed else read["state"]
            sealed = [
                one if given != _NUMBER and state == _CONFIRMED else b""
                for one, given, state in zip(sealed, let_out, states, strict=True)
            ]
        people = people_of(self.petition_id, read["id"], sealed, unreadable=NOBODY)
        if self.is_partner and self.has_answers:  # they were given to the team alone
            return [one._replace(phone="", asked=()) for one in people]
        return people
