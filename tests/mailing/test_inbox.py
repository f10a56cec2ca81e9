"""The inbox: for whoever sits at this machine, and for nobody else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from undersigned.kit.ids import new_id
from undersigned.mailing.envelope import build
from undersigned.mailing.inbox import is_local, with_links
from undersigned.mailing.kinds import Mail
from undersigned.mailing.transport import MailFolder

HERE = {"host": "localhost:8000"}


def keep(folder: Path, number: int = 0, text: str = "Dear Sam\n") -> str:
    """Put a mail into the folder; its name there."""
    moment = datetime(2026, 11, 24, 9, 30, tzinfo=UTC) + timedelta(seconds=number)
    name = new_id(moment)
    MailFolder(folder).send(
        build(Mail("sam@example.org", f"Greetings {number}", text), name, now=moment), str(name)
    )
    return f"{name}.eml"


def request(host: str = "localhost:8000", **headers: str) -> HttpRequest:
    """A request as the web server hands it over."""
    return RequestFactory().get("/inbox", headers={"host": host} | headers)


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8001", "[::1]", "[::1]:8000"])
def test_whoever_sits_at_the_machine_may_look(host: str) -> None:
    assert is_local(request(host))


@pytest.mark.parametrize(
    "host",
    [
        *("petitions.example.org", "localhost.example.org", "localhost:8000.example.org", "testserver"),
        *("127.0.0.2", "127.0.0.1.example.org", "10.0.0.7:8000", "[::2]:8000", "localhost:8000\n"),
        "localhost@example.org",
    ],
)
def test_another_host_name_is_not_this_machine(host: str) -> None:
    assert not is_local(request(host))


@pytest.mark.parametrize(
    "header",
    [
        "Forwarded",
        "Via",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Real-IP",
        "X-Forwarded-Port",
    ],
)
def test_whatever_a_proxy_passed_on_is_not_from_this_machine(header: str) -> None:
    assert not is_local(request(**{header: "127.0.0.1"}))


def test_a_site_that_other_machines_reach_shows_nothing(settings: Settings) -> None:
    settings.IS_LOOPBACK = False
    assert not is_local(request())


def test_a_site_with_a_public_address_shows_nothing(settings: Settings) -> None:
    settings.UNDERSIGNED_URL = "https://petitions.example.org"
    assert not is_local(request())


@pytest.mark.parametrize("path", ["/inbox", "/inbox/{name}"])
def test_from_elsewhere_there_is_no_such_page(path: str, client: Client, folder: Path) -> None:
    path = path.format(name=keep(folder))
    assert client.get(path, headers=HERE).status_code == 200
    for elsewhere in ({"host": "testserver"}, HERE | {"X-Forwarded-For": "127.0.0.1"}):
        assert client.get(path, headers=elsewhere).status_code == 404


def test_the_newest_mail_comes_first_and_a_long_list_is_paged(client: Client, folder: Path) -> None:
    for number in range(31):
        keep(folder, number)
    page = client.get("/inbox", headers=HERE).content.decode()
    assert page.index("Greetings 30") < page.index("Greetings 29")
    assert "Greetings 1<" in page
    assert "Greetings 0<" not in page
    assert "Greetings 0<" in client.get("/inbox?page=2", headers=HERE).content.decode()


def test_a_mail_shows_its_words_and_is_kept_by_nobody(client: Client, folder: Path) -> None:
    name = keep(folder, text="Dear <b>Sam</b>,\n\nhttp://localhost:8000/c/abc-_9\n")
    answer = client.get(f"/inbox/{name}", headers=HERE)
    page = answer.content.decode()
    assert "Dear &lt;b&gt;Sam&lt;/b&gt;" in page
    assert '<a href="/c/abc-_9">http://localhost:8000/c/abc-_9</a>' in page
    assert "sam@example.org" in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/inbox", headers=HERE).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "name",
    [
        "../keys/django",
        "..%2Fkeys%2Fdjango",
        "%2Fetc%2Fpasswd",
        ".part.eml",
        "019ab3c4-0000-7000-8000-000000000001.eml",
        "x.eml%00",
        "x.part",
    ],
)
def test_a_name_leads_nowhere_but_to_a_mail(name: str, client: Client, folder: Path) -> None:
    keep(folder)
    assert client.get(f"/inbox/{name}", headers=HERE).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_done_to_a_mail(method: str, client: Client, folder: Path) -> None:
    assert getattr(client, method)(f"/inbox/{keep(folder)}", headers=HERE).status_code == 405


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("http://127.0.0.1:8123/p/x", '<a href="/p/x">http://127.0.0.1:8123/p/x</a>'),
        ("see http://localhost:8000.", 'see <a href="/">http://localhost:8000</a>.'),
        ("http://localhost:8000/ here", '<a href="/">http://localhost:8000/</a> here'),
        ("http://[::1]:8000/c/a-", '<a href="/c/a-">http://[::1]:8000/c/a-</a>'),
        ("http://localhost:8000/\\example.org", '<a href="/">http://localhost:8000/</a>\\example.org'),
        (
            "http://localhost:8000/?page=2&x=<",
            '<a href="/?page=2&amp;x=">http://localhost:8000/?page=2&amp;x=</a>&lt;',
        ),
        ('http://localhost:8000/p/a"><b>', '<a href="/p/a">http://localhost:8000/p/a</a>&quot;&gt;&lt;b&gt;'),
    ],
)
def test_links_to_this_site_can_be_followed(text: str, html: str) -> None:
    assert with_links(text) == html


@pytest.mark.parametrize(
    "text",
    [
        *("https://example.org/c/a", "http://localhost.example.org/", "http://localhost:8000//example.org/"),
        *("http://localhost@example.org/", "http://localhost:8000" + "@example.org/", "http://127.0.0.10/"),
        *("http://localhost-x.org/", "javascript:alert(1)", "http://", "http://localhost:8000//"),
    ],
)
def test_links_elsewhere_stay_words(text: str) -> None:
    assert with_links(text) == text
