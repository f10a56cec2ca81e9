"""Where this site is reached: the public address, or the one that the running site wrote down."""

from django.conf import settings


def base_url() -> str:
    """Scheme and host without a closing slash, for links in mails and on the command line.

    Never taken from a request, whose Host header anyone can write.
    """
    if settings.UNDERSIGNED_URL:
        return str(settings.UNDERSIGNED_URL)
    try:
        return (settings.UNDERSIGNED_HOME / "url").read_text().strip()
    except FileNotFoundError:
        return f"http://localhost:{settings.PORT}"
