"""The site's logo: decoded, made small, and written again as PNG."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from PIL import Image

from undersigned.kit.images import ImageRefused, decoded

LARGEST_FILE: Final = 5 * 1024 * 1024
LARGEST_PIXELS: Final = 20_000_000
LEAST_SIDE: Final = 32
SHOWN_HEIGHT: Final = 40  # pixels of the page; the file has up to twice as many, for sharp screens
SHOWN_WIDTH: Final = 240
MOST_BYTES: Final = 16_000  # it is on every page


@dataclass(frozen=True, slots=True)
class Logo:
    """The digest in its file's name, and its size on the page in pixels."""

    digest: str
    width: int
    height: int


def store(data: bytes, storage: Storage) -> Logo:
    """Keep a logo as PNG, under a name made of its content. Raises ImageRefused.

    Nothing that was uploaded is ever served as it came.
    """
    picture = decoded(data, kinds=["PNG", "JPEG"], most_bytes=LARGEST_FILE, most_pixels=LARGEST_PIXELS)
    if min(picture.size) < LEAST_SIDE:
        raise ImageRefused(f"the logo is less than {LEAST_SIDE} pixels wide or high")
    if picture.width > 8 * picture.height or picture.height > 2 * picture.width:
        raise ImageRefused("the logo is too flat or too narrow: between 8:1 and 1:2 is right")
    written = next(file for file in _smaller_and_smaller(picture) if len(file) <= MOST_BYTES)
    digest = hashlib.sha256(written).hexdigest()[:16]
    if not storage.exists(file_name(digest)):
        storage.save(file_name(digest), ContentFile(written))
    scale = min(SHOWN_HEIGHT / picture.height, SHOWN_WIDTH / picture.width)
    return Logo(digest, max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))


def file_name(digest: str) -> str:
    """Where the logo of this digest lies in the public storage."""
    return f"logo-{digest}.png"


def _smaller_and_smaller(picture: Image.Image) -> Iterator[bytes]:
    """The logo as PNG in all its colours, then in 256, at twice the size of the page and then at less.

    The last, 256 colours at the size of the page, is always below 16,000 bytes: 9,600 pixels of one byte and a palette.
    """
    picture = picture.convert("RGBA")
    for sharpness in (2.0, 1.5, 1.0):
        scaled = picture.copy()
        scaled.thumbnail(
            (int(SHOWN_WIDTH * sharpness), int(SHOWN_HEIGHT * sharpness)), Image.Resampling.LANCZOS
        )
        yield _png(scaled)
        yield _png(scaled.quantize(256, method=Image.Quantize.FASTOCTREE))


def _png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()
