"""Reading a petition written as a document: bytes in, a Document or one clear line of refusal out."""

from undersigned.petitions.document.decoding import DocumentRefused
from undersigned.petitions.document.reading import Document, read

__all__ = ["Document", "DocumentRefused", "read"]
