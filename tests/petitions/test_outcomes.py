"""How a petition ends, what may follow, and what the site says before it opens."""

from datetime import datetime, timedelta

import pytest

from tests.people import ada_drafts, ada_opens
from undersigned.petitions import actions, outcomes, reviewing
from undersigned.petitions.keeping import deletion_day, due_for_deletion
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import DataKey, Petition

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_an_outcome_is_told_in_safe_words_and_may_be_told_anew(now: datetime) -> None:
    petition = ada_opens(now)
    outcomes.declare(petition, outcome="partly-won", story="**Half** of it.\n\n<script>x</script>", now=now)
    assert petition.outcome_html.startswith("<p><strong>Half</strong> of it.</p>")
    assert "<script>" not in petition.outcome_html
    outcomes.declare(petition, outcome="won", story="All of it.", now=now + DAY)
    petition.refresh_from_db()
    assert (petition.outcome, petition.outcome_at, petition.state) == ("won", now + DAY, "open")
    kinds = list(petition.events.order_by("id").values_list("kind", flat=True))
    assert kinds == ["opened", "partly-won", "won"]


@pytest.mark.parametrize(
    ("outcome", "story", "code"),
    [("", "Told.", "unknown"), ("victory", "Told.", "unknown"), ("won", " \0\n", "missing"),
     ("won", "x" * 20_001, "too-long")],
)  # fmt: skip
def test_an_outcome_without_a_name_or_a_story_is_refused(
    now: datetime, outcome: str, story: str, code: str
) -> None:
    petition = ada_opens(now)
    with pytest.raises(MoveRefused) as told:
        outcomes.declare(petition, outcome=outcome, story=story, now=now)
    assert told.value.code == code
    assert Petition.objects.get().outcome == ""


def test_a_closed_petition_opens_again_and_its_clock_of_deletion_stops(now: datetime) -> None:
    petition = actions.close(ada_opens(now), now=now)
    assert deletion_day(petition) is not None
    outcomes.reopen(petition, now=now + DAY)
    assert petition.takes_signatures(now + DAY)
    assert petition.confirms_until() is None
    assert deletion_day(petition) is None


def test_one_whose_signers_are_forgotten_does_not_open_again(now: datetime) -> None:
    petition = actions.close(ada_opens(now), now=now)
    DataKey.objects.filter(pk=petition.pk).update(wrapped=b"")
    with pytest.raises(MoveRefused) as told:
        outcomes.reopen(petition, now=now + DAY)
    assert told.value.code == "forgotten"


def test_it_is_archived_only_when_nothing_can_be_confirmed_any_more(now: datetime) -> None:
    petition = actions.close(ada_opens(now), now=now)
    with pytest.raises(MoveRefused) as told:
        outcomes.archive(petition, now=now + 6 * DAY)
    assert told.value.code == "early"
    assert outcomes.archive(petition, now=now + 7 * DAY).state == "archived"


def test_what_was_taken_down_is_closed_and_so_is_what_was_put_back(now: datetime) -> None:
    petition = outcomes.take_down(ada_opens(now), why=" A court  said so. ", now=now)
    assert (petition.closed_at, petition.refused_because) == (now, "A court said so.")
    assert not petition.takes_signatures(now)
    outcomes.put_back(petition, now=now + DAY)
    assert (petition.state, petition.closed_at, petition.refused_because) == ("closed", now, "")


def test_a_refusal_says_why_until_it_is_handed_in_again(now: datetime) -> None:
    petition = reviewing.submit(ada_drafts(now), now=now)
    for why, code in (("  ", "missing"), ("x" * 501, "too-long")):
        with pytest.raises(MoveRefused) as told:
            reviewing.refuse(petition, why=why, now=now)
        assert told.value.code == code
    reviewing.refuse(petition, why="It names a private person.", now=now)
    reviewing.revise(petition, now=now)
    assert (petition.state, petition.refused_because) == ("draft", "It names a private person.")
    reviewing.submit(petition, now=now)
    assert petition.refused_because == ""
    reviewing.accept(petition, now=now)
    assert petition.takes_signatures(now)


def test_nothing_is_deleted_of_a_draft_whose_day_is_long_past(now: datetime) -> None:
    petition = ada_drafts(now)
    Petition.objects.filter(pk=petition.pk).update(closes_at=now)
    assert not due_for_deletion(now + 4000 * DAY).exists()
