"""The mails of a site that sends none, shown to whoever sits at its machine."""

from django.conf import settings
from django.http import HttpRequest

_FORWARDING = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP")


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from this very machine to a site that no other machine can reach."""
    host = request.get_host().rpartition(":")[0] if request.get_host()[-1:].isdigit() and not request.get_host().endswith("]") else request.get_host()
    return (
        settings.IS_LOOPBACK
        and not settings.UNDERSIGNED_URL
        and host in ("localhost", "127.0.0.1", "[::1]")
        and not any(header in request.META for header in _FORWARDING)
    )


def inbox(request): ...
def inbox_message(request, name): ...
