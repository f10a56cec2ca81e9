"""The card that chats show: when its address changes, that no stranger has it drawn again, and that few are kept."""

import io
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from tests.people import DOCUMENT, ada_drafts, ada_opens, signs
from undersigned.petitions import actions
from undersigned.petitions.models import Petition, Slug, Text
from undersigned.signing import cards, counting, drawings, pages
from undersigned.signing.confirming import confirm
from undersigned.signing.pages import CountView
from undersigned.site.identity import Kept, kept

SLUG = "the-city-council-must-reopen-the-riverside-library"
FILES = "django.core.files.storage.FileSystemStorage"
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def visitor() -> Client:
    """A visitor at this machine, as on a fresh install."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> list[drawings.Facts]:
    """The facts of each card that was drawn."""
    drawn: list[drawings.Facts] = []
    draw = cards.draw

    def noting(facts: drawings.Facts) -> bytes:
        drawn.append(facts)
        return draw(facts)

    monkeypatch.setattr(cards, "draw", noting)
    return drawn


def facts_of(petition: Petition, now: datetime, count: CountView | None = None) -> drawings.Facts:
    """What the card says of a petition as it is, or with another count."""
    fresh = Petition.objects.get(pk=petition.pk)
    shown = pages.petition_view(fresh, now=now)
    return cards.facts(shown, count or CountView.of(counting.standing(fresh)))


def address(petition: Petition, now: datetime) -> str:
    """The path of the card as it is now."""
    return f"/p/{SLUG}/card-{drawings.stamp(cards.SOURCE, facts_of(petition, now))}.png"


def files(petition: Petition) -> list[str]:
    """What is kept of the petition's drawings."""
    return sorted(storages["public"].listdir(f"drawn/{petition.public_number}")[1])


@pytest.mark.django_db
def test_the_page_names_a_card_that_anyone_may_keep_for_ever(
    visitor: Client, today: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = address(ada_opens(today), today)
    assert (
        f'property="og:image" content="http://localhost:8000{path}"'
        in visitor.get(f"/p/{SLUG}").content.decode()
    )
    for _ in ("drawn", "kept"):
        with django_assert_num_queries(5):
            answer = visitor.get(path)
        assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/png", FOREVER)
        assert "Set-Cookie" not in answer.headers
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert len(answer.content) < 100_000


@pytest.mark.django_db
def test_any_other_address_leads_to_the_card_and_draws_nothing(
    visitor: Client, today: datetime, draws: list[drawings.Facts]
) -> None:
    petition = ada_opens(today)
    path = address(petition, today)
    for stamp in ("0", "1000000", "0" * 12, "ffffffffffff", "..", "%2e%2e", "a" * 3000, "ｘ"):
        answer = visitor.get(f"/p/{SLUG}/card-{stamp}.png")
        assert (answer.status_code, answer.headers["Location"]) == (302, path)
        assert answer.headers["Cache-Control"] == "no-cache"
    assert draws == []
    for _ in range(3):
        visitor.get(path)
    assert len(draws) == 1
    assert files(petition) == [f"en.{path[-16:-4]}.png"]


@pytest.mark.django_db
def test_a_newer_card_takes_the_place_of_the_old_one(
    visitor: Client, today: datetime, draws: list[drawings.Facts]
) -> None:
    petition = ada_opens(today)
    old = address(petition, today)
    visitor.get(old)
    confirm(signs(petition, today), None, now=today)
    new = address(petition, today)
    answer = visitor.get(old, follow=True)
    assert answer.redirect_chain == [(new, 302)]
    assert files(petition) == [f"en.{new[-16:-4]}.png"]
    assert [shown["count"] for shown in draws] == [
        ["Be the first to sign.", "", ""],
        ["", "1", " has signed."],
    ]


@pytest.mark.django_db
def test_the_address_changes_with_whatever_the_card_shows(today: datetime) -> None:
    petition = ada_opens(today)
    seen = {address(petition, today)}

    def changed(change: Callable[[], object]) -> bool:
        change()
        before = len(seen)
        seen.add(address(petition, today))
        return len(seen) > before

    assert changed(lambda: kept.keep(Kept(name="Riverside Friends")))
    assert changed(lambda: Text.objects.update(title="Reopen it"))
    assert changed(lambda: confirm(signs(petition, today), None, now=today))
    assert changed(lambda: Petition.objects.update(own_goal=700))
    petition.refresh_from_db()
    assert changed(lambda: actions.close(petition, now=today))
    assert not changed(lambda: Petition.objects.update(country="GB"))


@pytest.mark.django_db
def test_many_signatures_share_one_card(today: datetime) -> None:
    petition = ada_opens(today)
    stamps = {
        drawings.stamp(cards.SOURCE, facts_of(petition, today, CountView(n, 2500, None, n * 100 // 2500)))
        for n in range(1201, 1301)
    }
    assert len(stamps) == 1
    shown = facts_of(petition, today, CountView(1300, 2500, None, 52))
    assert (shown["count"], shown["percent"]) == (["More than ", "1,200", " have signed."], 48)


@pytest.mark.django_db
def test_a_petition_that_takes_no_signatures_calls_to_none(today: datetime) -> None:
    petition = ada_opens(today)
    actions.close(petition, now=today)
    shown = facts_of(petition, today)
    assert (shown["count"], shown["goal"], shown["step"]) == (["", "0", " have signed."], "", "")


@pytest.mark.django_db
def test_nobody_sees_a_drafts_card_not_even_at_this_machine(visitor: Client, today: datetime) -> None:
    path = address(ada_drafts(today), today)
    assert b"og:image" not in visitor.get(f"/p/{SLUG}").content
    for elsewhere in (path, f"/p/{SLUG}/poster.pdf", f"/p/{SLUG}/qr.svg"):
        assert visitor.get(elsewhere).status_code == 404


@pytest.mark.django_db
def test_an_old_slug_leads_on_with_its_stamp(visitor: Client, today: datetime) -> None:
    petition = ada_opens(today)
    Slug.objects.filter(slug=SLUG).update(is_current=False)
    Slug.objects.create(slug="library", petition=petition, language="en")
    answer = visitor.get(f"/p/{SLUG}/card-abc.png")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/p/library/card-abc.png")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "title",
    [
        "Free",
        "W" * 200,
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz abschaffen",
        "يجب على مجلس المدينة إعادة فتح مكتبة النهر",
        "市议会必须重新开放河畔图书馆" * 10,
        "Save our bees 🐝",
        '#panic("x") $x$ </script> "a" \\u{41}',
        "\u202eevil\u202c \u0000\u200b" + "a\u0301" * 60,
    ],
)
def test_every_title_is_drawn(visitor: Client, today: datetime, title: str) -> None:
    petition = ada_opens(
        today, replace(DOCUMENT, addressees=tuple(f"Addressee {n}, Esq." for n in range(40)))
    )
    facts = facts_of(petition, today) | {"title": title}
    with Image.open(io.BytesIO(cards.draw(facts))) as picture:
        assert picture.size == (1200, 630)
    assert len(facts["addressed"]) <= cards.LONGEST_ADDRESSED


def test_a_rush_draws_once() -> None:
    drawn: list[int] = []

    def draw() -> bytes:
        time.sleep(0.1)
        drawn.append(1)
        return b"card"

    got: list[bytes] = []

    def ask() -> None:
        got.append(drawings.kept("drawn/rush", kind="en.png", version="1", draw=draw))

    threads = [threading.Thread(target=ask) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (got, drawn) == ([b"card"] * 32, [1])


@pytest.mark.django_db
def test_whoever_would_wait_too_long_is_told_to_come_again(
    visitor: Client, today: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = address(ada_opens(today), today)
    is_drawing, may_end = threading.Event(), threading.Event()

    def draw() -> bytes:
        is_drawing.set()
        assert may_end.wait(30)
        return b"slow"

    slow = threading.Thread(
        target=drawings.kept, args=["drawn/slow"], kwargs={"kind": "en.png", "version": "1", "draw": draw}
    )
    slow.start()
    try:
        assert is_drawing.wait(30)
        monkeypatch.setattr(drawings, "WAIT", 0.01)
        answer = visitor.get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
        assert answer.headers["Retry-After"] == "2"
    finally:
        may_end.set()
        slow.join()
    assert visitor.get(path).status_code == 200


def test_a_newer_drawing_removes_only_earlier_ones_of_its_kind() -> None:
    for kind, version in (
        ("fr.png", "1"),
        ("en.pdf", "1"),
        ("en.png", "1"),
        ("en.png", "2"),
        ("en.png", "3"),
    ):
        drawings.kept("drawn/few", kind=kind, version=version, draw=lambda: b"x")
    assert sorted(storages["public"].listdir("drawn/few")[1]) == ["en.1.pdf", "en.3.png", "fr.1.png"]


def test_a_full_disk_leaves_a_petition_its_card(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()  # below which nothing can be kept
    broken = {"BACKEND": FILES, "OPTIONS": {"location": tmp_path / "file"}}
    settings.STORAGES = settings.STORAGES | {"public": broken}
    assert drawings.kept("drawn/full", kind="en.png", version="1", draw=lambda: b"card") == b"card"


def test_a_storage_without_folders_on_this_host_will_do(settings: Settings) -> None:
    elsewhere = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"public": elsewhere}
    for version in ("1", "2", "2"):
        drawings.kept("drawn/far", kind="en.png", version=version, draw=version.encode)
    assert storages["public"].listdir("drawn/far")[1] == ["en.2.png"]
    assert drawings.kept("drawn/far", kind="en.png", version="2", draw=lambda: b"again") == b"2"
