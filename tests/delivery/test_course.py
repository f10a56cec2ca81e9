"""The course of a handover: every pair of state and verb, in every state of the petition, for every role."""

import itertools

import pytest

from undersigned.delivery.course import STEPS, HandoverRefused, after, steps_of
from undersigned.delivery.models import Handover
from undersigned.petitions.life import State

TEAM, RECIPIENT = {"editor", "owner", "operator"}, {"recipient"}
PLANNABLE = {"draft", "submitted", "refused", "scheduled", "open", "paused", "closed"}
SEEN = {"open", "paused", "closed"}
# What is allowed, written out once more: (state, verb) to where it leads, while the petition stands where, by whom.
ALLOWED = {
    ("", "plan"): ("planned", PLANNABLE, TEAM),
    ("planned", "change"): ("planned", PLANNABLE, TEAM),
    ("planned", "deliver"): ("delivered", SEEN, TEAM),
    ("planned", "receive"): ("received", SEEN, RECIPIENT),
    ("planned", "cancel"): ("cancelled", PLANNABLE, TEAM),
    ("delivered", "correct"): ("delivered", SEEN, TEAM),
    ("delivered", "receive"): ("received", SEEN, RECIPIENT),
    ("received", "correct"): ("received", SEEN, TEAM),
}
STATES = ("", *Handover.State.values)
VERBS = tuple(step.verb for step in STEPS)
ROLES = ("stranger", "viewer", "editor", "owner", "moderator", "operator", "clock", "recipient")


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(STATES, VERBS)))
def test_every_pair_of_state_and_verb_does_what_the_table_says(state: str, verb: str) -> None:
    target, during, by = ALLOWED.get((state, verb), ("", set(), set()))
    for petition_state, role in itertools.product(State.values, ROLES):
        if petition_state in during and role in by:
            assert after(state, verb, petition_state=petition_state, role=role) == target
            assert verb in steps_of(state, petition_state, role)
        else:
            with pytest.raises(HandoverRefused) as refused:
                after(state, verb, petition_state=petition_state, role=role)
            assert refused.value.code in ("role", "petition", "state")
            assert verb not in steps_of(state, petition_state, role)


def test_nothing_leads_out_of_the_ends() -> None:
    for petition_state, role in itertools.product(State.values, ROLES):
        assert not list(steps_of("cancelled", petition_state, role))
