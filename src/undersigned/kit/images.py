"""Reading a picture that a stranger made: only a whole one of a known kind and of a bearable size is unpacked."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError


class ImageRefused(ValueError):
    """Not a picture that can be used; the message is one clear line for a person."""


def decoded(data: bytes, *, kinds: list[str], most_bytes: int, most_pixels: int) -> Image.Image:
    """The picture in memory, turned upright, of one of Pillow's `kinds` ("JPEG", "PNG", …). Raises ImageRefused.

    Written out again it holds nothing of the upload but what is seen: no place, no camera, no hidden data.
    """
    if len(data) > most_bytes:
        raise ImageRefused(f"the picture is larger than {most_bytes // 1024 // 1024} MiB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=kinds)
            if opened.width * opened.height > most_pixels:
                raise ImageRefused(f"the picture has more than {most_pixels // 1_000_000} million pixels")
            picture = ImageOps.exif_transpose(opened)
            picture.load()
    except ImageRefused:
        raise
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Warning,
    ):
        names = {"WEBP": "WebP"}
        *others, last = [names.get(kind, kind) for kind in kinds]
        raise ImageRefused(f"not a whole {', '.join(others)} or {last} picture") from None
    return picture
