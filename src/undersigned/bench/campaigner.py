"""A campaigner of the benchmark: signed in as anybody is, on a page of the desk, with what its forms ask for."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from undersigned.bench.answers import Answer
from undersigned.bench.asking import ask
from undersigned.bench.processes import Trouble
from undersigned.bench.site import Site

EMAIL = "ada@example.org"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([A-Za-z0-9]+)"')
COOKIE = re.compile(rb"(?im)^set-cookie: *([^=;\s]+)=([^;\s]*)")


@dataclass
class Campaigner:
    """Somebody with a browser's cookies on the site at `port`."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, *, extra: str = "") -> bytes:
        """A whole GET of theirs."""
        return f"GET {path} HTTP/1.1\r\n{self._head()}{extra}\r\n".encode()

    def post(self, path: str, fields: dict[str, str], *, extra: str = "") -> bytes:
        """A whole POST of a form, with the token of the page before their eyes."""
        body = urlencode(fields | {"csrfmiddlewaretoken": self._token}).encode()
        form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        return f"POST {path} HTTP/1.1\r\n{self._head()}{form}{extra}\r\n".encode() + body

    def looks_at(self, path: str) -> Answer:
        """Open a page; its forms can be posted from then on. Raises Trouble if it is not there."""
        answer = self._send(self.get(path))
        found = TOKEN.search(answer.body)
        if answer.status != 200 or not found:
            raise Trouble(f"{path} is no page of the desk: {answer.status}")
        self._token = found[1].decode()
        return answer

    def presses(self, path: str) -> None:
        """Open a page and press its one button. Raises Trouble where that leads nowhere."""
        self.looks_at(path)
        answer = self._send(self.post(path, {}))
        if answer.status != 302:
            raise Trouble(f"the button of {path} was answered with {answer.status}")

    def _send(self, request: bytes) -> Answer:
        answer = ask(self.port, request)
        for name, value in COOKIE.findall(answer.head):
            self.cookies[name.decode()] = value.decode()
        return answer

    def _head(self) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return f"Host: 127.0.0.1:{self.port}\r\n" + (f"Cookie: {cookies}\r\n" if cookies else "")


def signed_in(site: Site, slug: str) -> Campaigner:
    """An owner of the petition's team on a site that runs, signed in by a link. Raises Trouble."""
    made = site.run("account", "create", EMAIL)
    joined = site.run(
        "shell",
        "--no-imports",
        "-c",
        f"from undersigned.bench.filling import join; join({EMAIL!r}, {slug!r})",
    )
    if made.returncode or joined.returncode:
        raise Trouble(f"nobody could be let in: {made.stderr.strip()} {joined.stderr.strip()[-300:]}")
    ada = Campaigner(site.port)
    ada.presses(urlsplit(made.stdout.strip()).path)
    return ada
