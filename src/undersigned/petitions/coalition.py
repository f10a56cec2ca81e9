"""The rules of partners, without a database: what an organisation says of itself, and whom a notice names."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, Protocol, TypeVar
from urllib.parse import urlsplit

from undersigned.kit.names import NameRefused, clean_name

LONGEST: Final = {"name": 120, "url": 200, "responsible": 300, "privacy_url": 200}
MOST: Final = 12  # partners of one petition: more boxes beside a button are read by nobody
_SCHEMES: Final = ("https", "http")


class Joined(Protocol):
    """What the rules read of a partner that has joined."""

    @property
    def number(self) -> int | None: ...

    @property
    def joined_notice(self) -> int | None: ...


P = TypeVar("P", bound=Joined)


def named_in(partners: Iterable[P], notice_number: int) -> list[P]:
    """Of those who are on the petition now, the ones that a notice names: they may be agreed to under it.

    Who joined after it was written is not among them: what somebody was told never becomes more.
    """
    return [one for one in partners if one.joined_notice is not None and one.joined_notice <= notice_number]


class Details(NamedTuple):
    """An organisation as signers read of it."""

    name: str
    url: str
    responsible: str
    privacy_url: str


def check(raw: Mapping[str, str]) -> tuple[Details | None, dict[str, str]]:
    """What an organisation says of itself, or None and a reason for each field that is wrong.

    Codes: missing, too-long, words (name and responsible: an address, or what cannot be seen), address (the links).
    """
    errors: dict[str, str] = {}
    details = Details(
        name=_name(raw, errors),
        url=_address(raw, "url", errors),
        responsible=_responsible(raw, errors),
        privacy_url=_address(raw, "privacy_url", errors),
    )
    return (None, errors) if errors else (details, {})


def _name(raw: Mapping[str, str], errors: dict[str, str]) -> str:
    """The same rule as for a signer's name: it stands beside a box, and must not pretend to be something else."""
    try:
        name = clean_name(raw.get("name", ""), limit=LONGEST["name"])
    except NameRefused as refused:
        errors["name"] = "too-long" if str(refused) == "too-long" else "words"
        return ""
    if not any(sign.isalnum() for sign in name):
        errors["name"] = "missing"
    return name


def _responsible(raw: Mapping[str, str], errors: dict[str, str]) -> str:
    text = " ".join(raw.get("responsible", "").split())
    if not any(sign.isalnum() for sign in text):
        errors["responsible"] = "missing"
    elif len(text) > LONGEST["responsible"]:
        errors["responsible"] = "too-long"
    elif not all(sign.isprintable() for sign in text):  # it stands in a sentence of every notice
        errors["responsible"] = "words"
    return text


def _address(raw: Mapping[str, str], field: str, errors: dict[str, str]) -> str:
    """An address of the web that can be shown and followed."""
    address = raw.get(field, "").strip()
    if not address:
        errors[field] = "missing"
    elif len(address) > LONGEST[field]:
        errors[field] = "too-long"
    elif not _is_of_the_web(address):
        errors[field] = "address"
    return address


def _is_of_the_web(address: str) -> bool:
    if not address.isprintable() or any(sign in address for sign in ' "<>\\^`{|}'):
        return False
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and "." in host.strip(".") and "@" not in parts.netloc
