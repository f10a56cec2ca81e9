"""Having messages written by their kinds, so that one that cannot be written keeps no other from leaving."""

import logging
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import InterfaceError, OperationalError

from undersigned.mailing.kinds import Mail, kind_of
from undersigned.mailing.models import Message

log = logging.getLogger(__name__)
PACKAGE = Path(__file__).resolve().parents[1]
DATABASE_AWAY = (OperationalError, InterfaceError)


class Unwritten(Exception):
    """The kind of a message failed to write it; the message says what failed and where."""


def write(messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail | Unwritten]:
    """The mail of each message that is still due, or why there is none. Raises if the database is away."""
    mails: dict[UUID, Mail | Unwritten] = {}
    for name in {message.kind for message in messages}:
        mails |= _of_one_kind([message for message in messages if message.kind == name], now=now)
    return mails


def _of_one_kind(messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail | Unwritten]:
    try:
        return {**kind_of(messages[0].kind).render(messages, now=now)}
    except DATABASE_AWAY:
        raise
    except Exception as error:  # whatever a kind or its templates do wrong
        if len(messages) > 1:
            alone = [_of_one_kind([message], now=now) for message in messages]
            return {key: mail for found in alone for key, mail in found.items()}
        log.error("%s message %s: %s", messages[0].kind, messages[0].pk, where(error))
        return {messages[0].pk: Unwritten(where(error))}


def where(error: Exception) -> str:
    """What went wrong and where in our own code, without the error's own words, which may hold an address."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    place = (own or frames)[-1]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
