"""Planning a handover, recording it, setting it right, receiving it, calling it off; and all that must not be."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.delivery.occasions import EDITOR, OWNER, council, delivered, planned, seen
from tests.people import DOCUMENT, ada_drafts, ada_opens, signs
from undersigned.delivery import handing_over
from undersigned.delivery.codes import code_of, handover_of
from undersigned.delivery.course import HandoverRefused
from undersigned.delivery.handing_over import Seen, reference_of
from undersigned.delivery.models import Handover, Recipient
from undersigned.delivery.planning import Desk, Done, Plan
from undersigned.delivery.recipients import describe
from undersigned.delivery.standing import silent_days
from undersigned.ops.models import AuditEntry
from undersigned.petitions import actions, outcomes, versions
from undersigned.petitions.models import Event, Petition
from undersigned.petitions.typed import Draft
from undersigned.signing.confirming import confirm

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def signed(petition: Petition, now: datetime, *names: str) -> None:
    for name in names:
        confirm(signs(petition, now, email=f"{name}@example.org"), None, now=now)


def refusal(act: object, *args: object, **named: object) -> tuple[str, dict[str, str]]:
    with pytest.raises(HandoverRefused) as refused:
        act(*args, **named)  # type: ignore[operator]
    return refused.value.code, refused.value.errors


def test_it_is_planned_handed_over_and_received_each_with_its_traces(now: datetime) -> None:
    petition = ada_opens(now)
    signed(petition, now, "sam", "dee")
    handover = planned(petition, now, bring="Two chairs\n\nThe box", contact="ada@example.org")
    assert (handover.number, reference_of(handover)) == (1, f"P{petition.public_number}-H1")
    assert handover_of(code_of(handover)) == handover
    assert Petition.objects.get().delivered == "planned"
    assert not Event.objects.filter(kind="delivered").exists()
    handover = delivered(handover, now)
    assert (handover.state, handover.signatures) == ("delivered", 2)
    assert silent_days(Petition.objects.get(), now + 3 * DAY) == 3
    handing_over.receive(handover, now=now + DAY)
    assert handing_over.receive(handover, now=now + 2 * DAY).received_on == (now + DAY).date()
    assert Petition.objects.get().delivered == "received"
    lines = Event.objects.filter(kind__in=("delivered", "received")).order_by("happened_at")
    assert [(line.kind, line.number) for line in lines] == [("delivered", 1), ("received", 1)]
    done = AuditEntry.objects.filter(action__endswith=" handover").order_by("pk")
    assert [(one.action, one.actor_name) for one in done] == [
        ("plan handover", "ada"),
        ("deliver handover", "ada"),
        ("receive handover", "recipient"),
    ]
    assert "chairs" not in str([one.after for one in done])


def test_a_draft_can_plan_and_cannot_deliver(now: datetime) -> None:
    petition = ada_drafts(now)
    handover = planned(petition, now)
    assert refusal(delivered, handover, now)[0] == "petition"
    assert refusal(handing_over.receive, handover, now=now)[0] == "petition"
    actions.publish(Petition.objects.get(), now=now)
    assert delivered(handover, now).state == "delivered"


def test_nothing_is_planned_once_it_is_archived_or_taken_down(now: datetime) -> None:
    petition = ada_opens(now)
    handover = planned(petition, now)
    outcomes.take_down(petition, why="A court said so.", now=now)
    assert refusal(planned, petition, now)[0] == "petition"
    form = seen(handover)
    assert refusal(handing_over.cancel, handover, seen=form, by=EDITOR, now=now)[0] == "petition"
    assert refusal(handing_over.change, handover, Plan(), seen=form, by=EDITOR, now=now)[0] == "petition"
    done = Done("by-post", now.date())
    assert refusal(handing_over.deliver, handover, done, seen=form, by=EDITOR, now=now)[0] == "petition"


def test_one_page_plans_one_handover_however_often_it_is_sent(now: datetime) -> None:
    petition, key = ada_opens(now), uuid.uuid4()
    to = council(petition, now)
    first = handing_over.plan(petition, to, Plan(place="Town hall"), key=key, by=EDITOR, now=now)
    again = handing_over.plan(petition, to, Plan(place="Elsewhere"), key=key, by=EDITOR, now=now)
    assert (again.pk, again.place, Handover.objects.count()) == (first.pk, "Town hall", 1)
    other = ada_opens(now)
    assert refusal(handing_over.plan, other, council(other, now), Plan(), key=key, by=EDITOR, now=now) == (
        "gone",
        {},
    )
    assert refusal(handing_over.plan, other, to, Plan(), key=uuid.uuid4(), by=EDITOR, now=now)[0] == "gone"
    assert AuditEntry.objects.filter(action="plan handover").count() == 1


def test_who_presses_twice_has_done_it_once_and_who_was_overtaken_is_told(now: datetime) -> None:
    handover = planned(ada_opens(now), now)
    form = seen(handover)
    new = Plan(planned_at=handover.planned_at, place="Gate 2")
    for _ in range(2):
        assert handing_over.change(handover, new, seen=form, by=EDITOR, now=now).place == "Gate 2"
    other = new._replace(place="Gate 3")
    assert refusal(handing_over.change, handover, other, seen=form, by=EDITOR, now=now)[0] == "moved"
    done = Done("by-hand", now.date())
    assert refusal(handing_over.deliver, handover, done, seen=form, by=EDITOR, now=now)[0] == "moved"
    assert refusal(handing_over.cancel, handover, seen=form, by=EDITOR, now=now)[0] == "moved"
    form = seen(handover)
    for _ in range(2):
        handing_over.deliver(handover, done, seen=form, by=EDITOR, now=now)
    other_way = done._replace(way="by-post")
    assert refusal(handing_over.deliver, handover, other_way, seen=form, by=EDITOR, now=now)[0] == "moved"
    assert Event.objects.filter(kind="delivered").count() == 1
    assert Handover.objects.get().version == 3


def test_it_is_called_off_once_and_then_nothing_leads_out(now: datetime) -> None:
    handover = planned(ada_opens(now), now)
    form = seen(handover)
    for _ in range(2):
        handing_over.cancel(handover, seen=form, by=EDITOR, now=now)
    assert AuditEntry.objects.filter(action="cancel handover").count() == 1
    assert Petition.objects.get().delivered == ""
    assert refusal(delivered, handover, now)[0] == "state"
    assert refusal(handing_over.receive, handover, now=now)[0] == "state"


def test_several_have_numbers_of_their_own(now: datetime) -> None:
    petition = ada_opens(now)
    assert [planned(petition, now).number for _ in range(3)] == [1, 2, 3]
    assert planned(ada_opens(now), now).number == 1


def test_what_was_recorded_is_set_right_on_its_one_public_line(now: datetime) -> None:
    petition = ada_opens(now - 9 * DAY)
    signed(petition, now - 3 * DAY, "sam")
    signed(petition, now, "dee")
    handover = delivered(planned(petition, now), now, evidence="")
    assert silent_days(Petition.objects.get(), now) is None
    typed, form = Done("by-hand", (now - 2 * DAY).date(), "Given to the clerk"), seen(handover)
    for _ in range(2):
        handover = handing_over.correct(handover, typed, seen=form, by=EDITOR, now=now)
    assert (handover.way, handover.signatures, handover.version) == ("by-hand", 1, 3)
    assert silent_days(Petition.objects.get(), now) == 2
    [line] = Event.objects.filter(kind="delivered")
    assert line.happened_at.date() == (now - 2 * DAY).date()
    [entry] = AuditEntry.objects.filter(action="correct handover")
    assert (entry.before["way"], entry.after["way"]) == ("by-post", "by-hand")


def test_the_answer_is_due_when_the_office_itself_says(now: datetime) -> None:
    petition = ada_opens(now)
    desk = Desk("office@council.example", "60", "https://council.example/replies")
    describe(council(petition, now), desk, by=EDITOR, now=now)
    mine = delivered(planned(petition, now, reply_by=(now + 9 * DAY).date()), now)
    assert mine.reply_by == (now + 9 * DAY).date()
    theirs = delivered(planned(petition, now), now)
    assert theirs.reply_by == (now + 60 * DAY).date()


def test_a_day_gone_by_hands_over_what_was_asked_and_counted_then(now: datetime) -> None:
    petition = ada_opens(now - 9 * DAY)
    signed(petition, now - 8 * DAY, "sam", "dee")
    handover = planned(petition, now - 8 * DAY)
    before = seen(handover)
    draft = Draft(
        title="The City Council must build a new library", addressees=DOCUMENT.addressees, story="It is time.",
        letter="", call="", language="en", country="", goal=None, hands_over="number", asks_postal_code=False,
    )  # fmt: skip
    versions.change_ask(petition, draft, of=petition.text_number, by=OWNER, now=now - DAY)
    petition.refresh_from_db()
    signed(petition, now, "mo")
    typed = Done("by-post", now.date())
    assert refusal(handing_over.deliver, handover, typed, seen=before, by=EDITOR, now=now)[0] == "asked-anew"
    long_ago = typed._replace(delivered_on=(now - 5 * DAY).date())
    first = handing_over.deliver(handover, long_ago, seen=seen(handover), by=EDITOR, now=now)
    assert (first.ask_number, first.signatures) == (1, 2)
    assert Petition.objects.get().delivered == ""
    second = delivered(planned(petition, now), now)
    assert (second.ask_number, second.signatures) == (2, 1)
    assert Petition.objects.get().delivered == "delivered"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"planned_at": datetime(2020, 1, 1, tzinfo=UTC)}, {"planned_at": "past"}),
        ({"planned_at": datetime(2999, 1, 1, tzinfo=UTC)}, {"planned_at": "far"}),
        ({"planned_at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)}, {"planned_at": "far"}),
        ({"reply_by": date(1, 1, 1)}, {"reply_by": "past"}),
        ({"reply_by": date(9999, 12, 31)}, {"reply_by": "far"}),
        ({"place": "x" * 301}, {"place": "too-long"}),
        ({"people": "x" * 501}, {"people": "too-long"}),
        ({"bring": "a line\n" * 1000}, {"bring": "too-long"}),
        ({"contact": "y " * 200}, {"contact": "too-long"}),
    ],
)
def test_a_plan_that_cannot_be_is_refused_field_by_field(
    now: datetime, typed: dict[str, object], errors: dict[str, str]
) -> None:
    assert refusal(planned, ada_opens(now), now, **typed) == ("wrong", errors)
    assert not Handover.objects.exists()


def test_an_answer_is_not_due_before_it_is_handed_over(now: datetime) -> None:
    typed = {"planned_at": now + 9 * DAY, "reply_by": (now + 8 * DAY).date()}
    assert refusal(planned, ada_opens(now), now, **typed) == ("wrong", {"reply_by": "order"})


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"way": ""}, {"way": "missing"}),
        ({"way": "by-drone"}, {"way": "unknown"}),
        ({"delivered_on": None}, {"delivered_on": "missing"}),
        ({"delivered_on": date(9999, 12, 31)}, {"delivered_on": "far"}),
        ({"delivered_on": date(1, 1, 1)}, {"delivered_on": "early"}),
        ({"evidence": "z" * 501}, {"evidence": "too-long"}),
    ],
)
def test_a_delivery_that_cannot_have_been_is_refused_field_by_field(
    now: datetime, typed: dict[str, object], errors: dict[str, str]
) -> None:
    handover = planned(ada_opens(now), now)
    assert refusal(delivered, handover, now, **typed) == ("wrong", errors)
    assert Handover.objects.get().state == "planned"
    assert not Event.objects.filter(kind="delivered").exists()


def test_hostile_letters_do_not_stay(now: datetime) -> None:
    handover = planned(
        ada_opens(now),
        now,
        place="Hall\r\nBcc: x@example.org\0",
        bring="one\r\n\r\n\r\n\r\ntwo\x1b[31m",
        people="\u202eada",
    )
    assert (handover.place, handover.people) == ("Hall Bcc: x@example.org", "ada")
    assert handover.bring == "one\n\ntwo[31m"


def test_a_past_day_may_stay_when_only_the_place_changes(now: datetime) -> None:
    handover = planned(ada_opens(now), now)
    later = now + 30 * DAY
    typed = Plan(planned_at=handover.planned_at, place="Gate 2")
    assert handing_over.change(handover, typed, seen=seen(handover), by=EDITOR, now=later).place == "Gate 2"


def test_only_so_many_are_planned(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_over, "MOST", 2)
    petition = ada_opens(now)
    for _ in range(2):
        planned(petition, now)
    assert refusal(planned, petition, now)[0] == "many"


def test_who_holds_a_paper_that_nobody_recorded_receives_it_all_the_same(now: datetime) -> None:
    petition = ada_opens(now)
    signed(petition, now, "sam")
    handover = handing_over.receive(planned(petition, now), now=now)
    assert (handover.state, handover.signatures, handover.delivered_on) == ("received", 1, None)
    assert silent_days(Petition.objects.get(), now + DAY) == 1
    assert Recipient.objects.count() == 1


def test_a_viewer_does_nothing(now: datetime) -> None:
    petition = ada_opens(now)
    viewer = EDITOR._replace(role="viewer")
    to = council(petition, now)
    assert refusal(handing_over.plan, petition, to, Plan(), key=uuid.uuid4(), by=viewer, now=now)[0] == "role"
    handover = planned(petition, now)
    assert refusal(handing_over.cancel, handover, seen=Seen(1, 1), by=viewer, now=now)[0] == "role"
