"""Pages that are the same for everyone: kept whole, compressed once, with a tag that tells whether they changed."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import brotli

from undersigned.kit.bridge import Headers, Scope
from undersigned.signing.lane.inside import Inside
from undersigned.signing.lane.shelf import Shelf
from undersigned.signing.lane.wire import Answer, is_secure

SHORT: Final = 200  # bytes below which compressing gains nothing, as for Django's middleware
_OF_304: Final = ("cache-control", "etag", "vary", "access-control-allow-origin", "expires")
Place = tuple[str, bool]  # the path, and whether the reader's connection is encrypted


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One page: its tag, and the answer for each coding and for a reader who has it already."""

    tag: str
    whole: Answer
    brotli: Answer
    gzip: Answer
    unchanged: Answer

    def answer(self, scope: Scope) -> Answer:
        """What this reader gets."""
        headers = scope.headers  # made anew each time that it is asked for
        known = headers.get("if-none-match")
        if known is not None and (known == self.tag or _names(known, self.tag)):
            return self.unchanged
        coding = best_coding(headers.get("accept-encoding") or "")
        answer = self.brotli if coding == "br" else self.gzip if coding == "gzip" else self.whole
        return Answer(answer.status, answer.headers) if scope.method == "HEAD" else answer


class Pages:
    """The lane for pages, over a shelf of them."""

    def __init__(
        self, inside: Inside, shelf: Callable[[Callable[[Place], KeptPage | None]], Shelf[Place, KeptPage]]
    ):
        self._inside = inside
        self._shelf = shelf(self._make)

    def at_hand(self, scope: Scope) -> Answer | None:
        """The answer to a GET, if it is there and nothing changed since."""
        page = self._shelf.at_hand((scope.path, is_secure(scope)))
        return page.answer(scope) if page else None

    async def answer(self, scope: Scope) -> Answer | None:
        """The answer; None where it is Django's to give."""
        page = await self._shelf.get((scope.path, is_secure(scope)))
        return page.answer(scope) if page else None

    def _make(self, place: Place) -> KeptPage | None:
        path, secure = place
        response = self._inside.ask(path, is_secure=secure)
        is_for_all = response.headers.get("Cache-Control", "").startswith(("public", "no-cache"))
        if response.status_code != 200 or not is_for_all or response.cookies:
            return None
        headers = [(name.lower(), value) for name, value in response.items()]
        return keep(headers, response.content)


def keep(headers: Headers, body: bytes) -> KeptPage | None:
    """A page from what Django answered; None without a tag."""
    tag = dict(headers).get("etag", "")
    if not tag:
        return None
    whole = Answer(200, headers, body)
    unchanged = Answer(304, [(name, value) for name, value in headers if name in _OF_304])
    if len(body) < SHORT:
        return KeptPage(tag, whole, whole, whole, unchanged)
    return KeptPage(
        tag,
        whole,
        _coded(headers, "br", brotli.compress(body, quality=6)),
        _coded(headers, "gzip", gzip.compress(body, 6)),
        unchanged,
    )


def _coded(headers: Headers, coding: str, body: bytes) -> Answer:
    others = [(name, value) for name, value in headers if name not in ("content-length", "etag")]
    tag = dict(headers)["etag"]
    # Not the same bytes: the tag is a weak one.
    own = [
        ("content-length", str(len(body))),
        ("content-encoding", coding),
        ("etag", tag if tag.startswith("W/") else f"W/{tag}"),
    ]
    return Answer(200, others + own, body)


def _names(known: str, tag: str) -> bool:
    """Whether If-None-Match names the tag; strong or weak is the same here (RFC 9110, 13.1.2)."""
    plain = tag.removeprefix("W/")
    return known.strip() == "*" or any(one.strip().removeprefix("W/") == plain for one in known.split(","))


@lru_cache(maxsize=256)
def best_coding(accepted: str) -> str:
    """The best coding that an Accept-Encoding allows: br, gzip, or "" for none."""
    allowed = set()
    for one in accepted.lower().split(","):
        name, _, weight = one.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            allowed.add(name.strip())
    return "br" if "br" in allowed else "gzip" if "gzip" in allowed else ""
