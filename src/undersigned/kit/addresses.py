"""Mail addresses: what may be written to, and which spellings are one person's."""

import re
import unicodedata
from functools import lru_cache

import idna
from email_validator import EmailNotValidError, validate_email

from undersigned.kit.address_rules import RULES, SUBDOMAIN_IS_THE_NAME

RULES_VERSION: int = 1
LONGEST_NAME = 64  # RFC 5321, 4.5.3.1.1
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*")
LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets; in bytes


class AddressRefused(ValueError):
    """Nowhere to send mail; the message is the reason: empty, too-long, no-at, bad-name or bad-domain."""


def clean(address: str) -> str:
    """The address as mail is sent to it: stripped, NFC, its domain in lower case and readable letters.

    Only its form is checked, never DNS: that would let a stranger make the server ask other hosts, and would
    refuse a signer while a name server is away. Raises AddressRefused.
    """
    address = address.strip()
    if not address:
        raise AddressRefused("empty")
    if len(address) > LONGEST:
        raise AddressRefused("too-long")
    if "@" not in address:
        raise AddressRefused("no-at")
    name, _, domain = address.rpartition("@")
    if len(name) <= LONGEST_NAME and _PLAIN.fullmatch(name) and (known := _plain_domain(domain)):
        return f"{name}@{known}"
    try:
        return _form_checked(address)
    except (EmailNotValidError, UnicodeError):
        raise AddressRefused(_reason(address)) from None


def _form_checked(address: str) -> str:
    """Quoted names ("a b"@…), display names and numeric hosts are refused: people do not have them."""
    # The library counts bytes, of both spellings of the domain.
    return validate_email(address, check_deliverability=False, allow_smtputf8=True, strict=True).normalized


@lru_cache(maxsize=8192)
def _plain_domain(domain: str) -> str:
    """A domain of ASCII letters as the library writes it; "" for any other: it is then asked for the whole address.

    What it says of a domain does not depend on the name before it, and it takes a plain name as it is.
    """
    if not domain.isascii():
        return ""
    try:
        return _form_checked(f"a@{domain}").partition("@")[2]
    except (EmailNotValidError, UnicodeError):
        return ""


def _reason(address: str) -> str:
    if len(address.encode(errors="replace")) > LONGEST:
        return "too-long"
    try:
        _form_checked("a@" + address.rpartition("@")[2])
    except (EmailNotValidError, UnicodeError):
        return "bad-domain"
    return "bad-name"


def canonical(address: str) -> str:
    """One text for all spellings of one mailbox; takes what `clean` gave, and never raises for it.

    Lower case, the domain as A-labels (RFC 5890), then the provider's own rules (address_rules.py).

    NFKC, although mail itself asks for NFC (RFC 6532, 3.1): this text is compared and never written to, and
    full-width letters or ligatures would otherwise make many persons of one.

    A "+tag" is cut for every domain. Most hosts deliver name+anything to name, so without this anybody with a
    mailbox counts as often as he likes. The price: were a domain to give "info+north" and "info+south"
    to two people, the second would be told "you have already signed". That is rare and seen; the other is
    neither. Dots and hyphens, which do tell people apart, count except where the provider says otherwise.
    """
    name, _, domain = address.rpartition("@")
    if address.isascii():
        name, domain = name.lower(), domain.lower()
    else:
        # Twice: lower case can take letters apart that NFKC had put together.
        name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower())
        domain = _a_labels(domain)
    if (parent := domain.partition(".")[2]) in SUBDOMAIN_IS_THE_NAME:
        name, domain = domain.partition(".")[0], parent
    name = name.partition("+")[0] or name
    if rule := RULES.get(domain):
        domain = rule.domain
        name = name.translate(rule.letters) or name
        if rule.nickname_mark:
            nickname, mark, _ = name.partition(rule.nickname_mark)
            name = nickname + mark if nickname else name
    # A dot that went may have stood between a letter and its accent.
    return f"{unicodedata.normalize('NFKC', name)}@{domain}"


def _a_labels(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    return idna.encode(domain, uts46=True).decode()
