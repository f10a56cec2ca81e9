"""A petition's picture: decoded, stripped of all that it carried, and written again in two sizes."""

import hashlib
import io
from dataclasses import dataclass
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from PIL import Image

from undersigned.kit.images import ImageRefused, decoded

LARGEST_FILE: Final = 20 * 1024 * 1024
LARGEST_PIXELS: Final = 60_000_000  # what a good camera makes; far below what would fill the memory
LEAST_WIDTH: Final = 640
# Width in pixels, and the bytes that it may take: a phone's 390 at two pixels each, and a desktop's column.
SIZES: Final = {780: 60_000, 1360: 180_000}


class PictureRefused(ValueError):
    """Not a picture that can be shown; the message is one clear line for a person."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """The name that both sizes share, and the picture's proportions at the larger one (pixels)."""

    name: str
    width: int
    height: int


def store(data: bytes, storage: Storage) -> StoredPicture:
    """Keep a picture as JPEG in every size, under a name made of its content. Raises PictureRefused.

    Nothing that was uploaded is ever served as it came: place, camera and hidden data stay behind.
    """
    picture = _decoded(data)
    name = hashlib.sha256(data).hexdigest()[:32]
    width = height = 0
    for size, most in SIZES.items():
        width = min(size, picture.width)
        height = round(picture.height * width / picture.width)
        scaled = picture.resize((width, height), Image.Resampling.LANCZOS)
        file = f"{name}-{size}.jpg"
        if not storage.exists(file):
            storage.save(file, ContentFile(_encoded(scaled, most)))
    return StoredPicture(name, width, height)


def files(name: str) -> list[str]:
    """What the files of a stored picture are called; none without a picture."""
    return [f"{name}-{size}.jpg" for size in SIZES] if name else []


def put(file: str, data: bytes, storage: Storage) -> bool:
    """Keep one file of a picture that another site stored, written anew; False if one of its name is there.

    Raises PictureRefused.
    """
    if storage.exists(file):
        return False
    try:
        picture = decoded(data, kinds=["JPEG"], most_bytes=LARGEST_FILE, most_pixels=LARGEST_PIXELS)
    except ImageRefused as refused:
        raise PictureRefused(str(refused)) from None
    storage.save(file, ContentFile(_encoded(_on_white(picture), max(SIZES.values()))))
    return True


def _decoded(data: bytes) -> Image.Image:
    try:
        picture = decoded(
            data, kinds=["JPEG", "PNG", "WEBP"], most_bytes=LARGEST_FILE, most_pixels=LARGEST_PIXELS
        )
    except ImageRefused as refused:
        raise PictureRefused(str(refused)) from None
    if picture.width < LEAST_WIDTH:
        raise PictureRefused(f"the picture is less than {LEAST_WIDTH} pixels wide")
    if not picture.width / 3 <= picture.height <= picture.width * 1.5:
        raise PictureRefused("the picture is too narrow or too flat: between 3:1 and 2:3 is right")
    return _on_white(picture)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "P"):
        layers = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layers.size, "white"), layers).convert("RGB")
    return picture.convert("RGB")


def _encoded(picture: Image.Image, most: int) -> bytes:
    """JPEG of at most `most` bytes, in the best quality that fits; the least quality if none does."""
    for quality in (82, 74, 66, 58, 50, 42, 34):
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
        if written.tell() <= most:
            break
    return written.getvalue()
