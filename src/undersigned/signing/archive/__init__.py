"""A whole petition as one file, for another install: written, described, and read again (docs/archive-format.md)."""

from undersigned.signing.archive.reading import ArchiveRefused, Arrived, arrive
from undersigned.signing.archive.writing import write

__all__ = ["ArchiveRefused", "Arrived", "arrive", "write"]
