"""The mails of a site that sends none, shown to whoever sits at its machine."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from undersigned.kit.paging import page_of

LISTED = 30
NAME = re.compile(r"[0-9A-Za-z-]{1,80}\.eml")
OWN_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
ADDRESS = re.compile(r"""https?://[^\s<>"'\\]*[^\s<>"'\\.,;:!?)]""")
# What a proxy adds. A site behind one is reached from elsewhere, whatever the other signs say.
FORWARDING = ("forwarded", "via", "x-real-ip", "x-forwarded")


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from this very machine, to a site that no other machine can reach."""
    host = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
    return is_own_machine(host, map(str.lower, request.headers))


def is_own_machine(host: str, headers: Iterable[str]) -> bool:
    """The same, of a Host and the names of the headers in lower case.

    The Host is asked for too: a page elsewhere could have its own name lead to 127.0.0.1 in the reader's browser.
    """
    return (
        settings.IS_LOOPBACK
        and not settings.UNDERSIGNED_URL
        and OWN_HOST.fullmatch(host) is not None
        and not any(header.startswith(FORWARDING) for header in headers)
    )


@dataclass(frozen=True, slots=True)
class InboxMail:
    """One mail as the inbox shows it."""

    name: str
    sender: str
    to: str
    subject: str
    received_at: datetime
    text_html: SafeString


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The mails in the data folder, newest first."""
    _only_here(request)
    page = page_of(_files(), request.GET.get("page"), size=LISTED)
    return _kept_by_nobody(
        render(request, "inbox.html", {"mails": [_read(file) for file in page.items], "page": page})
    )


@require_safe
def inbox_message(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, its links to this site ready to be followed."""
    _only_here(request)
    if not NAME.fullmatch(name):
        raise Http404
    try:
        mail = _read(settings.UNDERSIGNED_HOME / "mail" / name)
    except FileNotFoundError:
        raise Http404 from None
    return _kept_by_nobody(render(request, "inbox_message.html", {"mail": mail}))


def _only_here(request: HttpRequest) -> None:
    if not is_local(request):
        raise Http404


def _files() -> Sequence[Path]:
    # Named by message ids, which begin with their time.
    files = (settings.UNDERSIGNED_HOME / "mail").glob("*.eml")
    return sorted((file for file in files if NAME.fullmatch(file.name)), reverse=True)


def _read(file: Path) -> InboxMail:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(file.read_bytes())
    body = message.get_body(("plain",))
    return InboxMail(
        name=file.name,
        sender=str(message["from"]),
        to=str(message["to"]),
        subject=str(message["subject"]),
        received_at=datetime.fromtimestamp(file.stat().st_mtime, tz=UTC),
        text_html=with_links(str(body.get_content()) if body else ""),
    )


def with_links(text: str) -> SafeString:
    """The text, escaped, with links to this very site alone, whatever port it had when the mail was written."""
    parts, end = [], 0
    for found in ADDRESS.finditer(text):
        if path := _own_path(found[0]):
            parts += [escape(text[end : found.start()]), format_html('<a href="{}">{}</a>', path, found[0])]
            end = found.end()
    return SafeString("".join([*parts, escape(text[end:])]))


def _own_path(address: str) -> str:
    """The path of an address of this site; "" for any other, and for a path that a browser takes for a host."""
    host, _, path = address.partition("://")[2].partition("/")
    return f"/{path}" if OWN_HOST.fullmatch(host) and not path.startswith("/") else ""


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
