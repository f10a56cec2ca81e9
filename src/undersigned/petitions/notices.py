"""The notice beside the button: what is handed over, who answers for it, what each datum is for, how long it stays.

Each petition has its notice in every language of the site. One that the site speaks only since an upgrade is added by
a round of the worker; what is there is never touched.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext, ngettext

from undersigned.kit.languages import isolated
from undersigned.ops.rounds import Round
from undersigned.ops.rows import insert_new
from undersigned.petitions.life import OVER
from undersigned.petitions.models import Notice, Partner, Petition
from undersigned.petitions.question import Question
from undersigned.site.identity import identity


def paragraphs(
    hands_over: str,
    *,
    responsible: str,
    months: int,
    asks_postal_code: bool,
    language: str,
    partners: Sequence[Partner] = (),
    questions: Sequence[Question] = (),
) -> list[str]:
    """The notice in words, one short paragraph a matter, in the given language."""
    with translation.override(language):
        return [
            _handed_over(hands_over),
            _responsible(responsible),
            _purposes(asks_postal_code=asks_postal_code),
            # In the order in which they came to be: on the form they may change places.
            *_asked(sorted(questions, key=lambda one: one.number)),
            *map(_given_to, partners),
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


def _asked(questions: Sequence[Question]) -> list[str]:
    """What the team wants to know of its signers, and what for."""
    own = [one for one in questions if one.kind != Question.Kind.PHONE]
    told = []
    if len(own) < len(questions):
        told.append(
            gettext(
                "Your telephone number, if you give it, is for the team alone, to reach you about this petition, and "
                "is deleted with all else."
            )
        )
    if own:
        told.append(
            gettext(
                "What you answer is for the team alone, and is deleted with all else. It is asked for this:"
            )
        )
    told += [
        gettext("“%(question)s” %(purpose)s")
        % {"question": isolated(one.words), "purpose": isolated(one.purpose)}
        for one in own
    ]
    return told


def _given_to(partner: Partner) -> str:
    """What an organisation beside the petition's team gets, and that it gets it only from who ticks its box."""
    return gettext(
        "Only if you tick its box, %(who)s is given your name, your e-mail address and your language, to mail you "
        "its news. Responsible there: %(responsible)s. How it keeps what it is given: %(privacy)s"
    ) % {"who": partner.name, "responsible": partner.responsible, "privacy": partner.privacy_url}


def _network() -> str:
    return gettext("A scrambled mark of your network helps to notice robots; it is deleted after 30 days.")


def write(petition: Petition, hands_over: str, *, language: str, now: datetime) -> Notice:
    """Keep the petition's current notice in a language, in which there is none yet."""
    notice = _notice(petition, hands_over, identity().responsible, language=language, now=now)
    notice.save(force_insert=True)
    return notice


def replace(petition: Petition, hands_over: str, *, now: datetime) -> None:
    """Put another notice in force for those who sign from now on, in every language of the one before.

    The petition's row is the caller's to write: its notice has the next number.
    """
    before = petition.notices.filter(number=petition.notice_number)
    responsible, number = identity().responsible, petition.notice_number + 1
    new = [
        _notice(petition, hands_over, responsible, language=old.language, now=now, number=number)
        for old in before
    ]
    before.update(superseded_at=now)
    Notice.objects.bulk_create(new)


def _notice(
    petition: Petition,
    hands_over: str,
    responsible: str,
    *,
    language: str,
    now: datetime,
    number: int | None = None,
) -> Notice:
    number = number or petition.notice_number
    text = _text(petition, number, hands_over, responsible, language)
    return Notice(
        petition=petition,
        number=number,
        language=language,
        hands_over=hands_over,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        created_at=now,
    )


def _text(petition: Petition, number: int, hands_over: str, responsible: str, language: str) -> str:
    return "\n\n".join(
        paragraphs(
            hands_over,
            responsible=responsible,
            months=petition.keep_months,
            asks_postal_code=petition.asks_postal_code,
            language=language,
            partners=Partner.objects.joined_to(petition),
            questions=Question.objects.put_under(petition, number),
        )
    )


def renew(petition: Petition, *, now: datetime) -> None:
    """Say anew who is on the petition: in the words of the first notice while nobody can have read it, else in another.

    A notice that was read stays as it is, for those who signed under it; for an hour a page that showed it may still
    be signed. The petition is one that its caller has locked; its number is written here.
    """
    hands_over = current(petition, petition.language).hands_over
    if not petition.is_unseen:
        replace(petition, hands_over, now=now)
        petition.notice_number += 1
        petition.save(update_fields=["notice_number"])
        return
    rewrite(petition, hands_over, now=now)


def rewrite(petition: Petition, hands_over: str, *, now: datetime) -> None:
    """Write the notice in force anew, in its languages, while nobody can have read it."""
    shown = petition.notices.filter(number=petition.notice_number)
    languages = list(shown.values_list("language", flat=True))
    shown.delete()
    for language in languages:
        write(petition, hands_over, language=language, now=now)


def complete(petition: Petition, languages: Iterable[str], *, now: datetime) -> int:
    """See that the notice in force is there in these languages; how many were added.

    A new one says what the others say: it names whom they name, whoever answers for the site today. Where today's
    words would say something else than the notice in force, in every language that it has, none is added, and its
    readers go on to be shown it in the petition's own language.
    """
    kept = {notice.language: notice for notice in petition.notices.filter(number=petition.notice_number)}
    missing = [language for language in languages if language not in kept]
    if not missing:
        return 0
    responsible = next(
        (who for notice in kept.values() if (who := _named_again(petition, notice)) is not None), None
    )
    if responsible is None:
        return 0
    hands_over = kept[petition.language].hands_over
    return insert_new(
        [_notice(petition, hands_over, responsible, language=language, now=now) for language in missing]
    )


def _named_again(petition: Petition, notice: Notice) -> str | None:
    """Whom a notice names, if it would be written today letter for letter as it was; else None."""
    who = _named(notice)
    is_same = (
        who is not None
        and _text(petition, notice.number, notice.hands_over, who, notice.language) == notice.text
    )
    return who if is_same else None


def _named(notice: Notice) -> str | None:
    """Whom the second paragraph of a notice names, "" for nobody, None if it is worded otherwise."""
    _, _, rest = notice.text.partition("\n\n")
    said = rest.partition("\n\n")[0]
    with translation.override(notice.language):
        if said == _responsible(""):
            return ""
        before, after = _responsible("\0").split("\0")
    is_worded_so = said.startswith(before) and said.endswith(after) and len(said) > len(before) + len(after)
    return said[len(before) : len(said) - len(after)] if is_worded_so else None


def complete_all(now: datetime) -> int:
    """Add what is missing to every petition that may still be signed; how many notices. Twice at once adds once."""
    offered = [code for code, _ in settings.LANGUAGES]
    return sum(complete(petition, offered, now=now) for petition in _incomplete(offered))


def _incomplete(offered: list[str]) -> QuerySet[Petition]:
    there = Count(
        "notices", filter=Q(notices__number=F("notice_number"), notices__language__in=offered), distinct=True
    )
    going_on = Petition.objects.exclude(state__in=[state.value for state in OVER])
    return going_on.annotate(there=there).filter(there__lt=len(offered)).order_by("pk")


ROUND = Round("completing notices", 3600, complete_all)


def current(petition: Petition, language: str) -> Notice:
    """The notice in force, in the reader's language if there is one, else in the petition's own."""
    return numbered(petition, petition.notice_number, language)


def numbered(petition: Petition, number: int, language: str) -> Notice:
    """The same of any notice that the petition had."""
    found = {
        notice.language: notice
        for notice in petition.notices.filter(number=number, language__in=[language, petition.language])
    }
    return found.get(language) or found[petition.language]
