"""What a signer typed, checked by pure rules that every way of signing shares."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from undersigned.kit import countries
from undersigned.kit.addresses import AddressRefused, clean
from undersigned.kit.names import NameRefused, clean_comment, clean_name

LONGEST: Final = {"given_name": 80, "family_name": 80, "email": 254, "postal_code": 16, "comment": 500}


class Answers(NamedTuple):
    """One signer's answers, each in the form in which it is kept."""

    given_name: str
    family_name: str
    email: str
    country: str
    postal_code: str
    comment: str
    show_name: bool
    updates: bool


def check(raw: Mapping[str, str], *, asks_postal_code: bool) -> tuple[Answers | None, dict[str, str]]:
    """The answers, or None and a reason code for each field that is wrong.

    Codes: missing, too-long, link, at-sign, control (names and comment); missing, not-an-address and the like
    (e-mail); missing, unknown (country). A field that was not asked for is ignored.
    """
    errors: dict[str, str] = {}
    values = {
        "given_name": _name(raw, "given_name", errors, required=True),
        "family_name": _name(raw, "family_name", errors, required=False),
        "email": _email(raw, errors),
        "country": _country(raw, errors),
        "postal_code": _name(raw, "postal_code", errors, required=True) if asks_postal_code else "",
        "comment": _comment(raw, errors),
    }
    if errors:
        return None, errors
    return Answers(**values, show_name=is_ticked(raw, "show_name"), updates=is_ticked(raw, "updates")), {}


class Choices(NamedTuple):
    """What the owner of the address may still change before confirming."""

    given_name: str
    family_name: str
    comment: str
    show_name: bool
    updates: bool
    country: str = ""  # "" leaves what is stored
    postal_code: str = ""


def check_choices(raw: Mapping[str, str]) -> tuple[Choices | None, dict[str, str]]:
    """The choices on the confirmation page, or None and a reason code for each field that is wrong."""
    errors: dict[str, str] = {}
    values = {
        "given_name": _name(raw, "given_name", errors, required=True),
        "family_name": _name(raw, "family_name", errors, required=False),
        "comment": _comment(raw, errors),
    }
    if errors:
        return None, errors
    return Choices(**values, show_name=is_ticked(raw, "show_name"), updates=is_ticked(raw, "updates")), {}


def check_email(typed: str) -> tuple[str, str]:
    """An address as mail is sent to it and "", or "" and the reason code."""
    errors: dict[str, str] = {}
    email = _email({"email": typed}, errors)
    return email, errors.get("email", "")


def is_ticked(raw: Mapping[str, str], field: str) -> bool:
    """Whether a box was ticked: any value but none and the words that say no."""
    return raw.get(field, "").strip().lower() not in ("", "0", "false", "no", "off")


def _name(raw: Mapping[str, str], field: str, errors: dict[str, str], *, required: bool) -> str:
    try:
        name = clean_name(raw.get(field, ""), limit=LONGEST[field])
    except NameRefused as refused:
        errors[field] = str(refused)
        return ""
    if required and not name:
        errors[field] = "missing"
    return name


def _email(raw: Mapping[str, str], errors: dict[str, str]) -> str:
    typed = raw.get("email", "").strip()
    if not typed:
        errors["email"] = "missing"
        return ""
    try:
        return clean(typed)
    except AddressRefused as refused:
        errors["email"] = str(refused)
        return ""


def _country(raw: Mapping[str, str], errors: dict[str, str]) -> str:
    code = raw.get("country", "").strip().upper()
    if code not in countries.CODES:
        errors["country"] = "unknown" if code else "missing"
    return code


def _comment(raw: Mapping[str, str], errors: dict[str, str]) -> str:
    try:
        return clean_comment(raw.get("comment", ""), limit=LONGEST["comment"])
    except NameRefused as refused:
        errors["comment"] = str(refused)
        return ""
