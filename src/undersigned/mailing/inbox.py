"""The mails of a site that sends none, shown to whoever sits at its machine."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from undersigned.kit.paging import page_of
from undersigned.site.addresses import base_url

LISTED = 30
NAME = re.compile(r"[0-9A-Za-z._-]{1,120}\.eml")
OWN_HOSTS = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
# Whatever a proxy adds. A site behind one is reached from elsewhere, whatever the other signs say.
FORWARDING = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from this very machine, to a site that no other machine can reach."""
    return (
        settings.IS_LOOPBACK
        and not settings.UNDERSIGNED_URL
        and OWN_HOSTS.fullmatch(request.get_host()) is not None
        and not any(header in request.META for header in FORWARDING)
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
    file = settings.UNDERSIGNED_HOME / "mail" / name
    if not NAME.fullmatch(name) or not file.is_file():
        raise Http404
    return _kept_by_nobody(render(request, "inbox_message.html", {"mail": _read(file)}))


def _only_here(request: HttpRequest) -> None:
    if not is_local(request):
        raise Http404


def _files() -> Sequence[Path]:
    return sorted((settings.UNDERSIGNED_HOME / "mail").glob("*.eml"), reverse=True)


def _read(file: Path) -> InboxMail:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(file.read_bytes())
    body = message.get_body(("plain",))
    return InboxMail(
        name=file.name,
        sender=str(message["from"]),
        to=str(message["to"]),
        subject=str(message["subject"]),
        received_at=datetime.fromtimestamp(file.stat().st_mtime, tz=UTC),
        text_html=_with_links(str(body.get_content()) if body else ""),
    )


def _with_links(text: str) -> SafeString:
    """The text, escaped, with links to this very site alone."""
    own = re.compile(re.escape(str(escape(base_url()))) + r"(/[A-Za-z0-9_/.~%-]*)?")
    linked = own.sub(lambda found: f'<a href="{found[1] or "/"}">{found[0]}</a>', str(escape(text)))
    return mark_safe(linked)  # noqa: S308 - escaped above; only our own links were put in


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
