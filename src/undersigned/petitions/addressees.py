"""How those who are asked are named after the word "To"."""

from collections.abc import Sequence


def joined(names: Sequence[str], language: str) -> str:
    """The names in one line, as they go on a sentence of their language: "To the Mayor", not "To The Mayor"."""
    if language.partition("-")[0] == "en":
        names = [f"the {name[4:]}" if name.startswith("The ") else name for name in names]
    return ", ".join(names)
