"""Mail domains that are easily mistyped: which one was probably meant."""

from functools import lru_cache
from typing import Final

# The mail providers that most people have. Here only to offer one of them; no address is ever refused.
KNOWN: Final = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com"),
        *("icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com", "fastmail.com", "zoho.com"),
        *("hotmail.co.uk", "yahoo.co.uk", "live.co.uk", "btinternet.com", "sky.com", "virginmedia.com"),
        *("gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de", "posteo.de"),
        *("mailbox.org", "orange.fr", "free.fr", "sfr.fr", "laposte.net", "wanadoo.fr", "hotmail.fr"),
        *("yahoo.fr", "libero.it", "virgilio.it", "alice.it", "tiscali.it", "hotmail.it", "hotmail.es"),
        *("yahoo.es", "telefonica.net", "sapo.pt", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "walla.co.il"),
        *(
            "ymail.com",
            "mail.com",
            "email.com",
            "gmx.com",
            "pm.me",
            "hey.com",
            "yahoo.de",
            "yahoo.it",
            "yahoo.ca",
        ),
        *("yandex.ru", "mail.ru", "comcast.net", "verizon.net", "bluewin.ch", "telenet.be", "skynet.be"),
    }
)
_SHORTEST: Final = 6  # of a shorter name too many others are one letter away (wp.pl, o2.pl)


def meant(address: str) -> str:
    """The address with the well-known domain that its own is one slip away from; "" where it looks right.

    A slip is a letter left out, added, exchanged, or two that changed places; takes what `addresses.clean` gave.
    """
    name, _, domain = address.rpartition("@")
    near = _nearest(domain)
    return f"{name}@{near}" if near else ""


@lru_cache(maxsize=4096)
def _nearest(domain: str) -> str:
    if domain in KNOWN or len(domain) < _SHORTEST:
        return ""
    return min(
        (known for known in KNOWN if len(known) >= _SHORTEST and _is_one_slip(domain, known)), default=""
    )


def _is_one_slip(typed: str, known: str) -> bool:
    if abs(len(typed) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(known)) and typed[start] == known[start]:
        start += 1
    left, right = typed[start:], known[start:]
    return (
        left[1:] == right  # one too many
        or left == right[1:]  # one too few
        or left[1:] == right[1:]  # one exchanged
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])  # two changed places
    )
