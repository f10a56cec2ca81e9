"""What ada asks her signers beside what every petition asks, in the tests."""

from datetime import datetime

from undersigned.ops.audit import COMMAND
from undersigned.petitions import asking
from undersigned.petitions.models import Petition
from undersigned.petitions.question_rows import Wanted

WHY = Wanted("line", "Which library do you use?", "to show which are missed", is_required=True, choices=())
STORY = Wanted(
    "lines", "What would you do there?", "to quote it without a name", is_required=False, choices=()
)
AGE = Wanted("one", "How old are you?", "to say who reads", is_required=False, choices=("Under 18", "Older"))
DAYS = Wanted("several", "On which days?", "to plan with", is_required=False, choices=("Mon", "Tue", "Wed"))
HELP = Wanted("yes-no", "Will you help?", "to call a meeting", is_required=True, choices=())
ALL = (WHY, STORY, AGE, DAYS, HELP)
# What a signer types, by field: the phone is asked first, so the team's questions have the numbers from 2.
TYPED = {
    "phone": "020 7946 0018",
    "question_2": " Riverside ",
    "question_3": "Read.\r\nAnd write.",
    "question_4": "2",
    "question_5_1": "on",
    "question_5_3": "on",
    "question_6": "yes",
}
KEPT = ((2, "Riverside"), (3, "Read.\nAnd write."), (4, "2"), (5, "1,3"), (6, "yes"))
PHONE = "+442079460018"


def all_asked() -> list[Wanted]:
    """Everything that can be asked."""
    return asking.wanted(ALL, asks_phone=True)


def changes(petition: Petition, *questions: Wanted, now: datetime, asks_phone: bool = False) -> None:
    """Ada asks this from now on."""
    asked = asking.wanted(questions, asks_phone=asks_phone)
    asking.change(petition, asked, of=petition.notice_number, actor=COMMAND, now=now)
