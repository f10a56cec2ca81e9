"""Ways to pass a petition on: plain links that open the reader's own programs, nothing loaded from elsewhere."""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class ShareLink:
    """One way: its kind (for the icon), its name, where it leads."""

    kind: str
    name: str
    href: str


def share_links(*, title: str, url: str) -> list[ShareLink]:
    """The ways in the order in which people use them on a phone; each names its source as `?s=`."""
    words = gettext("I signed this petition: %(title)s") % {"title": title}

    def text(source: str) -> str:
        return quote(f"{words} {url}?s={source}", safe="")

    return [
        ShareLink("whatsapp", "WhatsApp", f"https://wa.me/?text={text('whatsapp')}"),
        ShareLink("mail", gettext("E-mail"), f"mailto:?subject={quote(title, safe='')}&body={text('mail')}"),
        ShareLink("sms", gettext("Text message"), f"sms:?&body={text('sms')}"),
    ]
