"""Pages for everyone: told apart by their tag, in the coding that each reader takes, and private ones never kept."""

import asyncio
import gzip
from collections.abc import Callable, Sequence
from typing import Any, cast

import brotli
import pytest
from django.http import HttpResponse

from tests.signing.lane.ways import Headers, Scope
from undersigned.signing.lane.inside import Inside
from undersigned.signing.lane.pages import KeptPage, Pages, best_coding, keep
from undersigned.signing.lane.shelf import Shelf

TAG = '"abc"'
BODY = b"<p>The library closed in spring.</p>" * 40
HEADERS = [
    ("content-type", "text/html; charset=utf-8"),
    ("cache-control", "public, max-age=5"),
    ("vary", "Accept-Encoding"),
    ("content-length", str(len(BODY))),
    ("etag", TAG),
    ("content-security-policy", "default-src 'none'"),
]


def page(body: bytes = BODY, tag: str = TAG) -> KeptPage:
    headers = [(name, tag if name == "etag" else value) for name, value in HEADERS]
    found = keep(headers, body)
    assert found is not None
    return found


def asks(*headers: tuple[str, str], method: str = "GET") -> Any:
    return Scope(method, "/p/library", "", Headers(headers))


@pytest.mark.parametrize(
    "known", [TAG, f"W/{TAG}", f'"x", {TAG}', f'"x",W/{TAG} ,"y"', "*", " * ", f" {TAG} "]
)
def test_who_has_the_page_is_told_so_in_few_words(known: str) -> None:
    answer = page().answer(asks(("if-none-match", known), ("accept-encoding", "gzip")))
    assert (answer.status, answer.body) == (304, b"")
    assert dict(answer.headers) == {
        "cache-control": "public, max-age=5",
        "vary": "Accept-Encoding",
        "etag": TAG,
    }


@pytest.mark.parametrize("known", ['"x"', "abc", "", ",", '"ab', '"abc"x', "W/", '"*"', '"x", "y"'])
def test_who_has_another_page_is_given_this_one(known: str) -> None:
    assert page().answer(asks(("if-none-match", known))).status == 200


def test_a_tag_that_is_weak_itself_is_known_in_both_spellings() -> None:
    weak = page(tag=f"W/{TAG}")
    for known in (TAG, f"W/{TAG}"):
        assert weak.answer(asks(("if-none-match", known))).status == 304
    assert dict(weak.answer(asks(("accept-encoding", "br"))).headers)["etag"] == f"W/{TAG}"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("identity", ""),
        ("deflate", ""),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.1", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000,gzip;q=0.0", ""),
        ("br ; q=0 , gzip ; q = 0.5", "gzip"),
        ("gzip;q=0", ""),
        ("brotli, xgzip", ""),
        (",,gzip,", "gzip"),
        ("*", ""),
        (";q=1", ""),
    ],
)
def test_the_best_coding_that_the_reader_takes(accepted: str, coding: str) -> None:
    assert best_coding(accepted) == coding


@pytest.mark.parametrize(
    ("coding", "plain"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)]
)
def test_each_coding_holds_the_same_page(coding: str, plain: Callable[[bytes], bytes]) -> None:
    answer = page().answer(asks(("accept-encoding", coding)))
    headers = dict(answer.headers)
    assert plain(answer.body) == BODY
    assert len(headers) == len(answer.headers)
    assert headers["content-length"] == str(len(answer.body))
    assert headers.get("content-encoding", "identity") == coding
    assert headers["etag"] == (TAG if coding == "identity" else f"W/{TAG}")
    assert headers["content-security-policy"] == "default-src 'none'"


def test_head_says_what_get_would_without_it() -> None:
    for accepted in ("", "gzip", "br"):
        whole, head = (page().answer(asks(("accept-encoding", accepted), method=m)) for m in ("GET", "HEAD"))
        assert (head.status, head.headers, head.body) == (200, whole.headers, b"")


def test_what_is_short_is_not_compressed() -> None:
    short = page(b'{"signatures": 1}')
    assert short.answer(asks(("accept-encoding", "br, gzip"))).body == b'{"signatures": 1}'


def test_without_a_tag_nothing_is_kept() -> None:
    assert keep([("cache-control", "no-cache")], BODY) is None


class Told(Inside):
    """Answers what a test says."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response

    def ask(self, path: str, *, is_secure: bool = False, is_local: bool = False) -> HttpResponse:  # noqa: ARG002
        return self.response


class Bare:
    """A shelf that keeps nothing."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self.make = make

    def at_hand(self, key: object) -> Any:  # noqa: ARG002
        return None

    async def get(self, key: object) -> Any:
        return self.make(key)


def kept(response: HttpResponse) -> bool:
    pages = Pages(Told(response), lambda make: cast("Shelf[Any, KeptPage]", Bare(make)))
    return asyncio.run(pages.answer(asks())) is not None


def answered(control: str, status: int = 200, cookies: Sequence[str] = ()) -> HttpResponse:
    response = HttpResponse(BODY, status=status)
    response.headers["Cache-Control"] = control
    response.headers["ETag"] = TAG
    for name in cookies:
        response.set_cookie(name, "1")
    return response


@pytest.mark.parametrize("control", ["public, max-age=5", "no-cache"])
def test_what_everyone_may_see_is_kept(control: str) -> None:
    assert kept(answered(control))


@pytest.mark.parametrize(
    "control", ["no-store", "private", "private, max-age=5", "max-age=5", "", "no-store, public"]
)
def test_what_is_of_one_visitor_is_never_kept(control: str) -> None:
    assert not kept(answered(control))


@pytest.mark.parametrize("status", [201, 204, 301, 302, 304, 400, 403, 404, 410, 422, 429, 500, 503])
def test_nothing_but_a_good_page_is_kept(status: int) -> None:
    assert not kept(answered("public, max-age=5", status))


def test_what_sets_a_cookie_is_never_kept() -> None:
    assert not kept(answered("public, max-age=5", cookies=["session"]))
