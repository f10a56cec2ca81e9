"""What the page that waits for a mail carries along, sealed: no cookie holds it and no row."""

import base64
import binascii
import json
import os
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring as quoted
from typing import NamedTuple

from undersigned.kit import digests
from undersigned.kit.addresses import canonical
from undersigned.kit.seal import RandomBytes, SealBroken, seal, unseal
from undersigned.ops import keyring
from undersigned.signing.answers import Answers
from undersigned.signing.intake import Circumstances, mail_key

LIFE = timedelta(hours=24)
LONGEST = 24 * 1024  # characters: a form with every answer as long as it may be
MAILS_A_PAGE = 3  # how often one page asks for the mail; the worker's own caps are exact
_PURPOSE = b"waiting"


class WaitingRefused(Exception):
    """What the page carried is not ours, or too old."""


class Waiting(NamedTuple):
    """One signing that waits for its owner: what was typed, under what, and how often its mail was asked for."""

    petition_id: int
    ask_number: int
    answers: Answers
    circumstances: Circumstances
    made_at: datetime
    mails: int = 1

    @property
    def key(self) -> bytes:
        """What its mail and its code are about."""
        digest = digests.of_address(keyring.current("digest"), canonical(self.answers.email))
        return mail_key(digest, self.petition_id, self.ask_number)

    @property
    def may_ask_again(self) -> bool:
        """Whether this page may ask for the mail once more."""
        return self.mails < MAILS_A_PAGE

    def asked_again(self) -> "Waiting":
        """The same, one mail later."""
        return self._replace(mails=self.mails + 1)

    def to_text(self, *, random: RandomBytes = os.urandom) -> str:
        """A hidden field's value: sealed JSON. Only this site can read it, and only for a day."""
        around = self.circumstances
        *words, show_name, updates, partners, phone, asked = self.answers
        boxes = f",{list(partners)}" if partners else ""
        if phone or asked:
            boxes = f",{json.dumps([list(partners), phone, asked], ensure_ascii=False)}"
        packed = (
            f"[{self.petition_id},{self.ask_number},{self.mails},{int(self.made_at.timestamp())},"
            f"{around.text_number},{around.notice_number},{quoted(around.language)},{quoted(around.source)},"
            f"{','.join(map(quoted, words))},{int(show_name)},{int(updates)}{boxes}]"
        ).encode()
        return base64.urlsafe_b64encode(
            seal(keyring.current("link"), packed, bound_to=_PURPOSE, random=random)
        ).decode()


def read_waiting(text: str, *, petition_id: int, now: datetime) -> Waiting:
    """What `to_text` wrote for this petition within the last day. Raises WaitingRefused."""
    if len(text) > LONGEST:
        raise WaitingRefused
    try:
        blob = base64.b64decode(text, altchars=b"-_", validate=True)
        petition, ask, mails, at, text_number, notice_number, language, source, *words = json.loads(
            unseal(keyring.keyring("link"), blob, bound_to=_PURPOSE)
        )
    except (SealBroken, binascii.Error, ValueError):
        raise WaitingRefused from None
    # Without partners there is no list, without an answer it holds nothing else: so most pages stay short.
    rest = words.pop() if isinstance(words[-1], list) else []
    partners, phone, asked = rest if rest and isinstance(rest[0], list) else (rest, "", ())
    made_at = datetime.fromtimestamp(at, tz=UTC)
    if petition != petition_id or now - made_at >= LIFE:
        raise WaitingRefused
    return Waiting(
        petition_id=petition,
        ask_number=ask,
        answers=Answers._make(
            (*words[:-2], *map(bool, words[-2:]), tuple(partners), phone, tuple(map(tuple, asked)))
        ),
        circumstances=Circumstances(text_number, notice_number, language, source),
        made_at=made_at,
        mails=mails,
    )
