"""The logo: only a real picture is taken, made small, and nothing of the upload is served."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from undersigned.kit.images import ImageRefused
from undersigned.site.actions import SiteRefused, remove_logo, set_logo
from undersigned.site.logo import MOST_BYTES, store
from undersigned.site.models import KeptIdentity


def drawn(
    width: int = 900, height: int = 200, kind: str = "PNG", mode: str = "RGB", **facts: object
) -> bytes:
    """A noisy picture, which compresses as badly as any."""
    written = io.BytesIO()
    Image.effect_noise((width, height), 90).convert(mode).save(written, kind, **facts)
    return written.getvalue()


@pytest.fixture
def storage(tmp_path: Path) -> FileSystemStorage:
    return FileSystemStorage(location=tmp_path)


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [
        (900, 200, (180, 40)),
        (2000, 250, (240, 30)),
        (400, 400, (40, 40)),
        (60, 60, (40, 40)),
        (40, 80, (20, 40)),
    ],
)
def test_it_is_small_on_the_page_and_light_on_the_wire(
    storage: FileSystemStorage, width: int, height: int, shown: tuple[int, int]
) -> None:
    logo = store(drawn(width, height, mode="RGBA"), storage)
    assert (logo.width, logo.height) == shown
    assert storage.size(f"logo-{logo.digest}.png") <= MOST_BYTES


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "LA"), ("JPEG", "RGB"), ("JPEG", "CMYK")],
)
def test_every_kind_of_png_and_jpeg_becomes_a_png(storage: FileSystemStorage, kind: str, mode: str) -> None:
    logo = store(drawn(kind=kind, mode=mode), storage)
    with storage.open(f"logo-{logo.digest}.png") as file, Image.open(file) as written:
        assert written.format == "PNG"


def test_what_is_clear_stays_clear(storage: FileSystemStorage) -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (300, 100), (0, 0, 0, 0)).save(clear, "PNG")
    logo = store(clear.getvalue(), storage)
    with storage.open(f"logo-{logo.digest}.png") as file, Image.open(file) as written:
        assert written.convert("RGBA").getpixel((5, 5)) == (0, 0, 0, 0)


def test_what_the_file_said_beside_the_picture_stays_behind(storage: FileSystemStorage) -> None:
    words = PngInfo()
    words.add_text("Author", "zed, at 51.4975 N")
    logo = store(drawn(pnginfo=words) + b"<script>alert(1)</script>", storage)
    with storage.open(f"logo-{logo.digest}.png") as file:
        written = file.read()
    assert b"51.4975" not in written
    assert b"script" not in written


def bomb() -> bytes:
    written = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a whole PNG or JPEG picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a whole PNG or JPEG"),
        (b"GIF89a" + bytes(50), "not a whole PNG or JPEG"),
        (drawn(kind="WEBP"), "not a whole PNG or JPEG"),
        (drawn()[:2000], "not a whole PNG or JPEG"),
        (drawn(31, 31), "less than 32 pixels"),
        (drawn(900, 100), "too flat or too narrow"),
        (drawn(40, 100), "too flat or too narrow"),
        (bytes(5 * 1024 * 1024 + 1), "larger than 5 MiB"),
        (bomb(), "more than 20 million pixels|not a whole"),
    ],
    ids=["empty", "svg", "gif", "webp", "cut", "small", "flat", "narrow", "huge", "bomb"],
)
def test_anything_else_is_refused_in_a_line(storage: FileSystemStorage, data: bytes, reason: str) -> None:
    with pytest.raises(ImageRefused, match=reason):
        store(data, storage)


@pytest.mark.django_db
def test_every_page_shows_it_with_the_name_for_those_who_do_not_see_it(now: datetime) -> None:
    visitor = Client(SERVER_NAME="localhost")
    row = set_logo(drawn(), now=now)
    assert f'<img src="/logo-{row.logo}.png" width="180" height="40" alt="Undersigned">' in (
        visitor.get("/fr/").content.decode()
    )
    answer = visitor.get(f"/logo-{row.logo}.png")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.getvalue().startswith(b"\x89PNG")  # which closes it, and not the test's connection
    remove_logo(now=now)
    assert b"<img" not in visitor.get("/").content


@pytest.mark.django_db
@pytest.mark.parametrize("digest", ["0" * 16, "..%2f..%2fkeys%2flink", "ｘ", "a.b"])
def test_no_other_file_is_served_as_a_logo(digest: str) -> None:
    assert Client(SERVER_NAME="localhost").get(f"/logo-{digest}.png").status_code == 404


@pytest.mark.django_db
def test_a_refused_logo_leaves_the_one_before(now: datetime) -> None:
    before = set_logo(drawn(), now=now).logo
    with pytest.raises(SiteRefused):
        set_logo(b"GIF89a", now=now)
    assert KeptIdentity.objects.get().logo == before
