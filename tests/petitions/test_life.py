"""The petition's life: every pair of state and verb, allowed or refused in words."""

from itertools import product

import pytest

from undersigned.petitions.life import MOVES, VERBS, MoveRefused, State, after

ALLOWED = {
    ("draft", "publish"): "open",
    ("open", "pause"): "paused",
    ("paused", "resume"): "open",
    ("open", "close"): "closed",
    ("paused", "close"): "closed",
}


@pytest.mark.parametrize(("state", "verb"), list(product(State.values, VERBS)))
def test_each_verb_leads_where_it_should_or_is_refused(state: str, verb: str) -> None:
    if (state, verb) in ALLOWED:
        assert after(state, verb) == ALLOWED[state, verb]
    else:
        with pytest.raises(MoveRefused, match=f"{state} cannot {verb}"):
            after(state, verb)


def test_the_table_holds_nothing_else() -> None:
    assert {(str(state), verb): str(target) for (state, verb), target in MOVES.items()} == ALLOWED
