"""Telephone numbers as people write them, in the one form in which they are kept: E.164, such as +442079460018."""

LONGEST = 40  # characters typed


class PhoneRefused(ValueError):
    """Not a number that could be called; the message is the reason: too-long or number."""


def load() -> None:
    """Have the library at hand: it is read when a number is first looked at, which takes a moment."""
    import phonenumbers  # noqa: F401, PLC0415 - megabytes that most processes never need


def normalised(text: str, country: str) -> str:
    """The number in E.164; one without a country's code is taken to be of `country` ("": it needs a code).

    Raises PhoneRefused.
    """
    import phonenumbers  # noqa: PLC0415 - as above

    text = text.strip()
    if len(text) > LONGEST:
        raise PhoneRefused("too-long")
    try:
        found = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        raise PhoneRefused("number") from None
    # An extension leads to no one number, and E.164 has no place for it.
    if not phonenumbers.is_valid_number(found) or found.extension:
        raise PhoneRefused("number")
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
