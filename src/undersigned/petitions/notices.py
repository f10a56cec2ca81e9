"""The notice beside the button: what is handed over, who answers for it, what each datum is for, how long it stays."""

import hashlib
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext, ngettext

from undersigned.petitions.models import Notice, Petition
from undersigned.site.identity import identity


def paragraphs(
    hands_over: str, *, responsible: str, months: int, asks_postal_code: bool, language: str
) -> list[str]:
    """The notice in words, one short paragraph a matter, in the given language."""
    with translation.override(language):
        return [
            _handed_over(hands_over),
            _responsible(responsible),
            _purposes(asks_postal_code=asks_postal_code),
            _network(),
            ngettext(
                "Your personal data is deleted %(n)d month after the petition closes, and after 30 days if you "
                "do not confirm. You can withdraw your signature at any time.",
                "Your personal data is deleted %(n)d months after the petition closes, and after 30 days if you "
                "do not confirm. You can withdraw your signature at any time.",
                months,
            )
            % {"n": months},
        ]


def _responsible(who: str) -> str:
    if who:
        return gettext("%(who)s is responsible for what you type here.") % {"who": who}
    return gettext("Whoever runs this site is responsible for what you type here.")


def _handed_over(hands_over: str) -> str:
    if hands_over == Notice.HandsOver.NUMBER:
        return gettext("Only the number of signatures is handed over. Your name and address are not.")
    if hands_over == Notice.HandsOver.NAMES:
        return gettext("Your name is handed over with the petition. Your e-mail address is not.")
    return gettext("Your name and place are handed over with the petition. Your e-mail address is not.")


def _purposes(*, asks_postal_code: bool) -> str:
    if asks_postal_code:
        return gettext(
            "Your e-mail address is used to confirm that you are one real person, your country and postcode to "
            "say where signers are, your name and your reason to sign only as you choose."
        )
    return gettext(
        "Your e-mail address is used to confirm that you are one real person, your country to say where signers "
        "are, your name and your reason to sign only as you choose."
    )


def _network() -> str:
    return gettext("A scrambled mark of your network helps to notice robots; it is deleted after 30 days.")


def write(petition: Petition, hands_over: str, *, language: str, now: datetime) -> Notice:
    """Keep the petition's current notice in a language, in which there is none yet."""
    text = "\n\n".join(
        paragraphs(
            hands_over,
            responsible=identity().responsible,
            months=petition.keep_months,
            asks_postal_code=petition.asks_postal_code,
            language=language,
        )
    )
    return Notice.objects.create(
        petition=petition,
        number=petition.notice_number,
        language=language,
        hands_over=hands_over,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        created_at=now,
    )


def complete(petition: Petition, language: str, *, now: datetime) -> None:
    """See that the notice in force is there in a language; it never hands over anything but what it did."""
    own = petition.notices.get(number=petition.notice_number, language=petition.language)
    if not petition.notices.filter(number=own.number, language=language).exists():
        write(petition, own.hands_over, language=language, now=now)


def current(petition: Petition, language: str) -> Notice:
    """The notice in force, in the reader's language if there is one, else in the petition's own."""
    found = {
        notice.language: notice
        for notice in petition.notices.filter(
            number=petition.notice_number, language__in=[language, petition.language]
        )
    }
    return found.get(language) or found[petition.language]
