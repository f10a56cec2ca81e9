"""What the lane must know of a petition to take a signature without asking the database."""

from dataclasses import dataclass
from datetime import date, datetime

from undersigned.kit import phones
from undersigned.kit.keys import Key
from undersigned.petitions.datakeys import data_key
from undersigned.petitions.models import Petition
from undersigned.petitions.question import Question
from undersigned.signing.networks import day_key
from undersigned.signing.partners import boxes_of


@dataclass(frozen=True, slots=True)
class Facts:
    """A petition as it stands, the language that is signed in, and the keys of the petition and of the day."""

    pk: int
    ask_number: int
    text_number: int
    notice_number: int
    asks_postal_code: bool
    partners: tuple[int, ...]  # the numbers of those who have a box
    questions: tuple[Question, ...]
    closes_at: datetime | None
    language: str
    key: Key
    day: date
    day_key: bytes

    @classmethod
    def of(cls, petition: Petition, language: str, *, now: datetime) -> "Facts | None":
        """The facts; None of a petition that takes no signatures."""
        if not petition.takes_signatures(now):
            return None
        questions = tuple(Question.objects.put_under(petition))
        if any(one.kind == Question.Kind.PHONE for one in questions):
            phones.load()  # here nobody waits for it
        return cls(
            pk=petition.pk,
            ask_number=petition.ask_number,
            text_number=petition.text_number,
            notice_number=petition.notice_number,
            asks_postal_code=petition.asks_postal_code,
            partners=tuple(box.number for box in boxes_of(petition)),
            questions=questions,
            closes_at=petition.closes_at,
            language=language,
            key=data_key(petition.pk).current,
            day=now.date(),
            day_key=day_key(now.date()),
        )

    def hold(self, now: datetime) -> bool:
        """Whether they are true at this moment."""
        return now.date() == self.day and (self.closes_at is None or now < self.closes_at)

    def is_current(self, text: str, notice: str) -> bool:
        """Whether the text and notice that a form names are the present ones; a form that names none means these."""
        return text in ("", str(self.text_number)) and notice in ("", str(self.notice_number))
