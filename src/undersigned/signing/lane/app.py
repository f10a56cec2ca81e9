"""Which requests are the lane's, and what becomes of those that nobody can take."""

import asyncio
import html
import logging
import re
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import quote

from django.conf import settings
from django.http import QueryDict
from django.utils.http import escape_leading_slashes

from undersigned.kit.bridge import Headers, Scope
from undersigned.signing.lane.batches import Overloaded
from undersigned.signing.lane.confirms import Confirms
from undersigned.signing.lane.inside import Inside
from undersigned.signing.lane.marks import Marks
from undersigned.signing.lane.pages import Pages
from undersigned.signing.lane.shelf import Shelf
from undersigned.signing.lane.signs import Signs
from undersigned.signing.lane.slots import Slotted
from undersigned.signing.lane.wire import LARGEST, Answer, Unusual, is_known

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
log = logging.getLogger(__name__)
AGAIN_IN = "10"  # seconds
NOT_YET = b"This site has just started. Try again in a few seconds.\n"
_PATH = re.compile(
    rf"(?:/(?:{'|'.join(settings.LANGUAGE_CODES)}))?"
    r"(?:/p/[^/]{1,200}(?:(?P<page>|/count\.json|/standing)|(?P<sign>/sign))|/c/(?P<token>[A-Za-z0-9_-]{1,200}))"
)


class Lane:
    """Everything that the lane keeps ready, in one process."""

    def __init__(self) -> None:
        # Two: a page that is slow to make does not hold up the others for long, nor the threads of Django.
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="lane")
        self._inside = Inside()
        self.marks = Marks()
        self._pages = Pages(self._inside, self._shelf)
        self._signs = Signs(self._inside, self._shelf)
        self._confirms = Confirms(self._inside, self._shelf, self.marks)
        self._busy: dict[tuple[str, str], tuple[Headers, Slotted]] = {}

    def _shelf(self, make: Callable[[K], V | None]) -> Shelf[K, V]:
        return Shelf(make, pool=self._pool, marks=self.marks)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin, in the process that answers."""
        self._signs.batches.start(loop)
        self._confirms.batches.start(loop)
        # Made while there is time, when they are needed there is none; but nobody waits for them now.
        self._pool.submit(self._make_busy_pages)

    def _make_busy_pages(self) -> None:
        codes = ["", *(f"/{code}" for code, _ in settings.LANGUAGES)]
        for prefix, method in [(prefix, method) for prefix in codes for method in ("get", "post")]:
            page = self._inside.ask(f"{prefix}/lane/busy/{method}")
            headers = [(name.lower(), value) for name, value in page.items() if name != "Content-Length"]
            self._busy[prefix, method] = [*headers, ("retry-after", AGAIN_IN)], Slotted.cut(page.content)

    def close(self) -> None:
        """Write what was taken, and end."""
        self._signs.batches.close()
        self._confirms.batches.close()
        self._pool.shutdown(wait=True)
        self.marks.close()

    def at_hand(self, scope: Scope) -> Answer | None:
        """The answer to a GET that was asked for a moment ago; most of a crowd asks for no more."""
        return self._pages.at_hand(scope) if _is_to_this_site(scope) else None

    async def answer(self, scope: Scope, body: bytes) -> Answer | None:
        """The lane's answer; None where it is Django's to give."""
        act = self._act(scope, body)
        if act is None:
            return None
        try:
            return await act
        except Unusual:
            return None
        except Overloaded:
            return self.busy(scope, body)
        except Exception as error:  # its text may quote a row; Django has a page for whoever asked
            log.warning("the lane could not answer: %s", type(error).__name__)
            return None

    def _act(self, scope: Scope, body: bytes) -> Awaitable[Answer | None] | None:
        found = _PATH.fullmatch(scope.path)
        if found is None or not _is_to_this_site(scope):
            return None
        if scope.method in ("GET", "HEAD"):
            return self._pages.answer(scope) if found["page"] is not None else None
        if scope.method != "POST" or len(body) > LARGEST:
            return None
        if found["sign"]:
            return self._signs.answer(scope, body)
        return self._confirms.answer(scope, body) if found["token"] else None

    def busy(self, scope: Scope, body: bytes) -> Answer:
        """503 and when to come again; whatever was typed is on the page, to be sent with one button."""
        is_post = scope.method == "POST"
        prefix = scope.path[: scope.path.find("/", 1)] if scope.path.count("/") > 1 else ""
        method = "post" if is_post else "get"
        found = self._busy.get((prefix, method)) or self._busy.get(("", method))
        if found is None:  # in the first second of a process
            return Answer(503, [("content-type", "text/plain"), ("retry-after", AGAIN_IN)], NOT_YET)
        headers, page = found
        query = "" if is_post or not scope.query_string else f"?{scope.query_string}"
        values = {
            # Of this very site: //elsewhere would lead to another.
            "path": html.escape(escape_leading_slashes(quote(scope.path)) + query).encode(),
            "fields": _hidden(body) if is_post else b"",
        }
        return Answer(503, headers, page.fill(values))


def _is_to_this_site(scope: Scope) -> bool:
    hosts: list[str] = scope.headers.get_all("host")
    return len(hosts) == 1 and is_known(hosts[0])


def _hidden(body: bytes) -> bytes:
    try:
        fields = QueryDict(body[: settings.VISITORS_POST])
    except Exception:
        return b""
    return "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, values in fields.lists()
        for value in map(str, values)
    ).encode()
