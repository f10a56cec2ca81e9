"""Whether a box of a form was ticked."""

from collections.abc import Mapping


def is_ticked(raw: Mapping[str, str], field: str) -> bool:
    """Any value but none and the words that say no."""
    return raw.get(field, "").strip().lower() not in ("", "0", "false", "no", "off")
