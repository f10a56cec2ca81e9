"""The code on a handover's first page, by which the recipient comes to the page that is theirs.

Twelve signs of Crockford's base 32 (60 random bits), in threes of four: nothing in it is taken for something else when
it is read from paper. The site keeps a keyed digest of it to find it again, and the code itself sealed, so that the
page can be printed once more.
"""

import hashlib
import os
from typing import Final
from uuid import UUID

from undersigned.delivery.models import Handover
from undersigned.kit.digests import DIGEST_BYTES
from undersigned.kit.keys import Key
from undersigned.kit.seal import RandomBytes, seal, unseal
from undersigned.ops import keyring

SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 12
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_USE: Final = "handover code"


def new_code(handover: Handover, *, random: RandomBytes = os.urandom) -> str:
    """Give a handover that is about to be kept another code; the one before leads nowhere then."""
    code = "".join(SIGNS[byte % len(SIGNS)] for byte in random(LENGTH))
    handover.code_digest = _digest(keyring.current("link"), code)
    handover.sealed_code = seal(
        keyring.current("link"), code.encode(), bound_to=_place(handover.public_id), random=random
    )
    return code


def code_of(handover: Handover) -> str:
    """The code again, to print it; "" where there is none: it came from another site. Raises SealBroken."""
    if not handover.sealed_code:
        return ""
    sealed = bytes(handover.sealed_code)
    return unseal(keyring.keyring("link"), sealed, bound_to=_place(handover.public_id)).decode()


def shown(code: str) -> str:
    """As it is printed: 7KQM-2XWP-9RTD."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def handover_of(typed: str) -> Handover | None:
    """Whose code this is, however it was typed."""
    signs = "".join(filter(str.isalnum, typed[:60].upper())).translate(_READ_AS)
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        return None
    digests = [_digest(key, signs) for key in keyring.keyring("link").keys]
    return Handover.objects.filter(code_digest__in=digests).select_related("petition", "recipient").first()


def _digest(key: Key, code: str) -> bytes:
    """Of a link key of the site: one that was rotated out still finds what was printed under it."""
    return hashlib.blake2b(code.encode(), key=key.derived(_USE), digest_size=DIGEST_BYTES).digest()


def _place(public_id: UUID) -> bytes:
    return _USE.encode() + public_id.bytes
