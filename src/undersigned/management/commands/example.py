"""undersigned example --stage STAGE: let the example petition go on, with people and answers that are made up."""

from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand

from undersigned.bench.filling import WEEKS, open_earlier, signatures_like, write_all
from undersigned.bench.people import FILLED_FROM, Person
from undersigned.delivery import example
from undersigned.management.prepare import prepare_if_new
from undersigned.petitions.datakeys import data_key
from undersigned.petitions.importing import petition_url
from undersigned.petitions.models import Petition
from undersigned.signing import counting
from undersigned.signing.answers import Answers
from undersigned.signing.confirming import Confirmation, confirm_many
from undersigned.signing.intake import Circumstances, keep, signing
from undersigned.signing.models import Signature

STAGES: Final = ("open", "delivered", "answered")
JUST_BEFORE: Final = (
    49_990  # of the fifty thousand that it asks for: whoever tries it out sees the number pass
)
HANDED_OVER: Final = 50_012
A_MOMENT: Final = timedelta(minutes=10)


class Command(BaseCommand):
    help = "Let the example petition go on: with 49,990 signatures, handed over, or answered. All of it is made up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stage", choices=STAGES, default="open")
        parser.add_argument(
            "--signatures", type=int, default=0, help="fewer than fifty thousand, to be quick"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        prepare_if_new(self.stderr.write)
        petition = Petition.objects.filter(is_example=True).first()
        if petition is None or settings.UNDERSIGNED_URL:
            raise SystemExit(
                "undersigned: there is no example here: it is there only while a site has no public address"
            )
        now = datetime.now(UTC)
        wanted = options["signatures"] or JUST_BEFORE
        if petition.takes_signatures(now):
            _sign_until(petition, wanted, over=WEEKS, now=now)
        stage = STAGES.index(options["stage"])
        if stage and petition.takes_signatures(now):
            _sign_until(petition, wanted + HANDED_OVER - JUST_BEFORE, over=A_MOMENT, now=now)
        if stage:
            example.hand_over(petition, now=now)
        if stage > 1:
            example.answer(petition, now=now)
        shown = counting.standing(petition).signatures
        self.stdout.write(f"{shown} have signed, all made up: {petition_url(petition)}")


def _sign_until(petition: Petition, wanted: int, *, over: timedelta, now: datetime) -> None:
    """Let so many have signed, the last of them a moment ago; who is there already stays."""
    total = counting.standing(petition).signatures
    if total >= wanted:
        return
    if not total:
        open_earlier(petition, now - over - A_MOMENT)
        _sign_first(petition, now=now - over - A_MOMENT)
        total = 1
    pattern = Signature.objects.filter(petition=petition, state=Signature.State.CONFIRMED).latest("signed_at")
    number = wanted - total
    made = signatures_like(pattern, number, total=total, end=now, over=over, has_comments=False)
    write_all(petition, made, total=total, number=number)


def _sign_first(petition: Petition, *, now: datetime) -> None:
    """The first signs as everybody does, but for the mail."""
    first = Person(FILLED_FROM)
    answers = Answers(
        given_name=first.given_name,
        family_name=first.family_name,
        email=first.email,
        country=first.country,
        postal_code="",
        comment="",
        show_name=first.shows_name,
        updates=False,
    )
    seen = Circumstances(petition.text_number, petition.notice_number, petition.language)
    new = signing(petition, answers, seen, key=data_key(petition.pk).current, now=now).signature
    keep(new)
    made = Signature.objects.get(petition=petition)
    confirm_many([Confirmation(made.id, made.link_serial, None, seen)], now=now)
