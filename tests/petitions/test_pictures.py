"""A petition's picture: only a real picture is taken, and nothing of the upload is served."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client
from PIL import Image
from pytest_django import Settings

from tests.people import ada_opens
from undersigned.petitions import actions
from undersigned.petitions.pictures import SIZES, PictureRefused, store


def photo(width: int = 1600, height: int = 900, kind: str = "JPEG", **facts: object) -> bytes:
    """A noisy picture, which compresses as badly as any."""
    noise = Image.effect_noise((width, height), 80).convert("RGB")
    written = io.BytesIO()
    noise.save(written, kind, **facts)
    return written.getvalue()


@pytest.fixture
def storage(tmp_path: Path) -> FileSystemStorage:
    return FileSystemStorage(location=tmp_path)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_again_in_two_sizes(storage: FileSystemStorage, kind: str) -> None:
    stored = store(photo(kind=kind), storage)
    assert (stored.width, stored.height) == (1360, 765)
    for width in SIZES:
        with storage.open(f"{stored.name}-{width}.jpg") as file, Image.open(file) as written:
            assert (written.format, written.width) == ("JPEG", width)


def test_a_usual_photo_keeps_to_its_bytes(storage: FileSystemStorage) -> None:
    smooth = Image.effect_noise((80, 60), 60).resize((2400, 1800)).convert("RGB")
    data = io.BytesIO()
    smooth.save(data, "JPEG", quality=98)
    stored = store(data.getvalue(), storage)
    for width, most in SIZES.items():
        assert storage.size(f"{stored.name}-{width}.jpg") <= most


def test_where_a_photo_was_taken_stays_behind(storage: FileSystemStorage) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at 51.4975 N"
    exif[0x0112] = 6  # lies on its side
    stored = store(photo(900, 1200, exif=exif.tobytes()), storage)
    with storage.open(f"{stored.name}-1360.jpg") as file:
        written = file.read()
    assert b"51.4975" not in written
    with Image.open(io.BytesIO(written)) as upright:
        assert upright.width > upright.height


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a whole"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a whole"),
        (b"GIF89a" + bytes(50), "not a whole"),
        (photo()[:2000], "not a whole"),
        (photo(500, 400), "640 pixels"),
        (photo(1600, 200), "too narrow or too flat"),
        (bytes(20 * 1024 * 1024 + 1), "larger than 20 MiB"),
    ],
    ids=["empty", "svg", "gif", "cut", "small", "flat", "huge"],
)
def test_anything_else_is_refused_in_a_line(storage: FileSystemStorage, data: bytes, reason: str) -> None:
    with pytest.raises(PictureRefused, match=reason):
        store(data, storage)


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked(storage: FileSystemStorage) -> None:
    bomb = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    with pytest.raises(PictureRefused):
        store(bomb.getvalue(), storage)


@pytest.mark.django_db
def test_the_page_shows_the_picture_with_its_size_and_words(
    now: datetime, settings: Settings, tmp_path: Path
) -> None:
    petition = actions.illustrate(ada_opens(now), photo(), alt="The closed door of the library")
    visitor = Client(SERVER_NAME="localhost")
    page = visitor.get(f"/p/{petition.slugs.get().slug}").content.decode()
    assert 'width="1360" height="765"' in page
    assert 'alt="The closed door of the library"' in page
    answer = visitor.get(f"/picture/{petition.picture}-780.jpg")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in answer.headers["Cache-Control"]
    answer.close()
    for name in (f"{petition.picture}-100", "..%2f..%2fkeys%2flink-780", "x-780"):
        assert visitor.get(f"/picture/{name}.jpg").status_code == 404
