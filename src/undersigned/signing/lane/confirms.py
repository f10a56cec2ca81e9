"""Confirming in the lane: one transaction, and one touch of the count, for everyone who confirms now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from undersigned.kit import tokens
from undersigned.kit.bridge import Headers, Scope
from undersigned.ops import keyring
from undersigned.signing.answers import check_choices
from undersigned.signing.asked import QUESTIONS_SHOWN
from undersigned.signing.confirming import Confirmation, Outcome, confirm_many
from undersigned.signing.lane.batches import Batches
from undersigned.signing.lane.inside import Inside
from undersigned.signing.lane.marks import Marks
from undersigned.signing.lane.shelf import Shelf
from undersigned.signing.lane.wire import Answer, Unusual, fields_of, is_secure
from undersigned.signing.links import PURPOSE

Place = tuple[
    str, bool
]  # the language in front of the path, and whether the reader's connection is encrypted


class Confirms:
    """The lane for confirmations by link."""

    def __init__(
        self,
        inside: Inside,
        shelf: Callable[[Callable[[Place], Headers | None]], Shelf[Place, Headers]],
        marks: Marks,
    ) -> None:
        self._inside = inside
        self._shelf = shelf(self._prepare)
        self._marks = marks
        self.batches: Batches[Confirmation, Outcome] = Batches(write_all, name="confirmations")

    async def answer(self, scope: Scope, body: bytes) -> Answer:
        """Count a signature. Raises Unusual where Django is to answer, Overloaded where nobody can."""
        fields = fields_of(scope, body)
        prefix, _, token = scope.path.rpartition("/c/")
        place = (prefix, is_secure(scope))
        headers = self._shelf.at_hand(place) or await self._shelf.get(place)
        if headers is None:
            raise Unusual
        outcome = await self.batches.put(_checked(token, fields))
        self._marks.bump()
        if outcome not in (Outcome.CONFIRMED, Outcome.ALREADY):
            raise Unusual
        return Answer(302, [*headers, ("location", scope.path)])

    def _prepare(self, place: Place) -> Headers | None:
        prefix, secure = place
        response = self._inside.ask(f"{prefix}/c/lane", is_secure=secure)
        if response.status_code != 302:
            return None
        return [(name.lower(), value) for name, value in response.items() if name != "Location"]


def _checked(token: str, fields: Mapping[str, str]) -> Confirmation:
    try:
        opened = tokens.read(keyring.keyring("link"), PURPOSE, token, now=datetime.now(UTC))
    except tokens.TokenRefused:
        raise Unusual from None
    choices = None
    if QUESTIONS_SHOWN in fields:
        raise Unusual  # which were put is to be read of the signature first
    if "form" in fields:
        choices, _ = check_choices(fields)
        if choices is None:
            raise Unusual
    return Confirmation(opened.row_id, opened.serial, choices)


def write_all(confirmations: Sequence[Confirmation]) -> list[Outcome]:
    """Count a batch."""
    return confirm_many(confirmations, now=datetime.now(UTC))
