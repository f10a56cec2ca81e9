"""Signing in the lane: the form's own rules, the form's own rows, written with those of everyone who signs now."""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from undersigned.kit import misspelt
from undersigned.kit.bridge import Headers, Scope, peer
from undersigned.kit.digests import of_network
from undersigned.mailing.inbox import is_own_machine
from undersigned.signing import gate
from undersigned.signing.answers import check
from undersigned.signing.intake import Circumstances, Signing, signing, write
from undersigned.signing.lane.batches import Batches
from undersigned.signing.lane.chance import Chance
from undersigned.signing.lane.facts import Facts
from undersigned.signing.lane.inside import Inside
from undersigned.signing.lane.shelf import Shelf
from undersigned.signing.lane.slots import Slotted
from undersigned.signing.lane.wire import Answer, Unusual, fields_of, is_secure
from undersigned.signing.networks import Proxies, network_of
from undersigned.signing.requests import source_in
from undersigned.signing.waiting import Waiting

Place = tuple[str, bool, bool]  # the path of the petition, encrypted, from this very machine


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a good signature of one petition is answered, and what is to be known to take it."""

    facts: Facts
    headers: Headers
    page: Slotted


class Signs:
    """The lane for signatures."""

    def __init__(
        self,
        inside: Inside,
        shelf: Callable[[Callable[[Place], Prepared | None]], Shelf[Place, Prepared]],
    ) -> None:
        self._inside = inside
        self._proxies = Proxies(settings.UNDERSIGNED_TRUSTED_PROXIES)
        self._may_be_local = settings.IS_LOOPBACK and not settings.UNDERSIGNED_URL
        self._random = Chance()
        self._shelf = shelf(self._prepare)
        self.batches: Batches[Signing, None] = Batches(write_all, name="signings")

    async def answer(self, scope: Scope, body: bytes) -> Answer:
        """Take a signature. Raises Unusual where Django is to answer, Overloaded where nobody can."""
        fields = fields_of(scope, body)
        place = (scope.path.removesuffix("/sign"), is_secure(scope), self._is_local(scope))
        prepared = self._shelf.at_hand(place) or await self._shelf.get(place)
        now = datetime.now(UTC)
        if prepared is None or not prepared.facts.hold(now):
            self._shelf.forget(place)
            raise Unusual
        one, waiting = self._checked(scope, fields, prepared.facts, now=now)
        email = html.escape(waiting.answers.email).encode()
        state = waiting.to_text(random=self._random).encode()
        await self.batches.put(one)
        page = prepared.page.fill({"email": email, "waiting": state})
        return Answer(200, [*prepared.headers, ("content-length", str(len(page)))], page)

    def _checked(
        self, scope: Scope, fields: Mapping[str, str], facts: Facts, *, now: datetime
    ) -> tuple[Signing, Waiting]:
        """The rows to write and what the page carries along. Raises Unusual for whatever needs words."""
        if not facts.is_current(fields.get("text", ""), fields.get("notice", "")):
            raise Unusual
        answers, _ = check(
            fields,
            asks_postal_code=facts.asks_postal_code,
            partners=facts.partners,
            questions=facts.questions,
        )
        if answers is None or misspelt.meant(answers.email):
            raise Unusual
        headers = scope.headers
        network = network_of(self._proxies.client(peer(scope), ",".join(headers.get_all("x-forwarded-for"))))
        network_digest = of_network(facts.day_key, network) if network else None
        if gate.allows(facts.pk, network_digest, now.timestamp()):
            raise Unusual
        around = Circumstances(
            text_number=facts.text_number,
            notice_number=facts.notice_number,
            language=facts.language,
            source=source_in(
                fields.get("source", ""), headers.get("referer") or "", headers.get("host") or ""
            ),
            network_digest=network_digest,
        )
        one = signing(facts, answers, around, key=facts.key, now=now, random=self._random)
        return one, Waiting(facts.pk, facts.ask_number, answers, around, now)

    def _is_local(self, scope: Scope) -> bool:
        """Whether the reader sits at this very machine (mailing.inbox.is_local, for the lane)."""
        return (
            self._may_be_local
            and scope.headers.get("x-forwarded-for") is None
            and is_own_machine(scope.headers.get("host") or "", scope.headers.keys())
        )

    def _prepare(self, place: Place) -> Prepared | None:
        path, secure, local = place
        response = self._inside.ask(_within(path), is_secure=secure, is_local=local)
        if response.status_code != 200:
            return None
        headers = [
            (name.lower(), value)
            for name, value in response.items()
            if name.lower() not in ("content-length", "etag")
        ]
        facts: Facts = response.facts  # type: ignore[attr-defined]
        return Prepared(facts, headers, Slotted.cut(response.content))


def _within(path: str) -> str:
    """Where the lane's own urls have the answer: /fr/p/slug is /fr/lane/p/slug."""
    prefix, _, slug = path.rpartition("/p/")
    return f"{prefix}/lane/p/{slug}"


def write_all(signings: Sequence[Signing]) -> list[None]:
    """Write a batch; there is nothing to tell of any."""
    write(signings)
    return [None] * len(signings)
