"""Undersigned: the petition platform that organisations run themselves."""

__version__ = "0.1.0"
