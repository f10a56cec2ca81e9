"""The six-digit code of a confirmation mail, for the page that is still open.

It is derived from whom and what it confirms and the day, so it is stored nowhere; only the tries are counted,
and they are counted alike whether there is anything to confirm or not.
"""

import hashlib
import unicodedata
from datetime import date, datetime, timedelta

from django.db import connection

from undersigned.ops import keyring
from undersigned.signing.models import CodeTries

DIGITS = 6
TRIES_A_DAY = 5  # of a million codes, two of which are right around midnight: one in a hundred thousand a day


def code_of(key: bytes, *, day: date) -> str:
    """The code that a mail of this day (UTC) carries; `key` is of `intake.mail_key`."""
    return _codes(key, day)[0]


def _codes(key: bytes, day: date) -> list[str]:
    """One for each link key, the present one first: a mail that left before a rotation stays good."""
    keys = sorted(keyring.keyring("link").keys, key=lambda key: -key.id)
    message = key + day.toordinal().to_bytes(4, "big")
    digests = [hashlib.blake2b(message, key=one.derived("code"), digest_size=8).digest() for one in keys]
    return [f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}}" for digest in digests]


def is_right(key: bytes, typed: str, *, now: datetime) -> bool:
    """Whether this is the code of a mail of today or yesterday. Spends a try; false once they are used up."""
    has_tries = _spend(key, now.date()) <= TRIES_A_DAY
    digits = as_digits(typed)
    days = (now.date(), now.date() - timedelta(days=1))
    return has_tries and any(digits in _codes(key, day) for day in days)


def as_digits(typed: str) -> str:
    """What was typed as 0 to 9, whatever digits and spaces it was written with."""
    return "".join(str(unicodedata.digit(letter, "")) for letter in typed[:40])


def _spend(key: bytes, day: date) -> int:
    """The number of this try, of this day."""
    table = CodeTries._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS t (key, day, tries) VALUES (%s, %s, 1) ON CONFLICT (key) DO UPDATE SET "  # noqa: S608
            "tries = CASE WHEN t.day = excluded.day THEN t.tries + 1 ELSE 1 END, day = excluded.day "
            "RETURNING tries",
            [key, day],
        )
        return int(cursor.fetchone()[0])
