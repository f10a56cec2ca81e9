"""The petition's life: every pair of state and verb, for every role, allowed or refused in words."""

import json
from datetime import datetime, timedelta
from io import StringIO
from itertools import product

import pytest
from django.core.management import call_command

from tests.people import DOCUMENT, ada_drafts, ada_opens
from undersigned.ops.audit import Actor
from undersigned.ops.models import AuditEntry
from undersigned.petitions import actions, verbs
from undersigned.petitions.drafting import Draft, check
from undersigned.petitions.life import MOVES, VERBS, MoveRefused, State, after, moves_of
from undersigned.petitions.models import Event, Petition
from undersigned.petitions.moving import By

TEAM = {"editor", "owner", "operator"}
OWNER = {"owner", "operator"}
ALLOWED = {
    ("draft", "submit"): ("submitted", TEAM),
    ("submitted", "recall"): ("draft", TEAM),
    ("submitted", "accept"): ("open", {"moderator", "operator"}),
    ("submitted", "refuse"): ("refused", {"moderator", "operator"}),
    ("refused", "revise"): ("draft", TEAM),
    ("draft", "publish"): ("open", TEAM | {"clock"}),
    ("scheduled", "publish"): ("open", TEAM | {"clock"}),
    ("draft", "schedule"): ("scheduled", TEAM),
    ("scheduled", "schedule"): ("scheduled", TEAM),
    ("scheduled", "unschedule"): ("draft", TEAM),
    ("open", "pause"): ("paused", TEAM),
    ("paused", "resume"): ("open", TEAM),
    ("draft", "close-on"): ("draft", TEAM),
    ("scheduled", "close-on"): ("scheduled", TEAM),
    ("open", "close-on"): ("open", TEAM),
    ("paused", "close-on"): ("paused", TEAM),
    ("open", "close"): ("closed", TEAM | {"clock"}),
    ("paused", "close"): ("closed", TEAM | {"clock"}),
    ("open", "fix"): ("open", TEAM),
    ("paused", "fix"): ("paused", TEAM),
    ("open", "change-ask"): ("open", OWNER),
    ("paused", "change-ask"): ("paused", OWNER),
    ("open", "declare"): ("open", OWNER),
    ("paused", "declare"): ("paused", OWNER),
    ("closed", "declare"): ("closed", OWNER),
    ("closed", "reopen"): ("open", OWNER),
    ("closed", "archive"): ("archived", OWNER),
    ("open", "take-down"): ("taken-down", {"operator"}),
    ("paused", "take-down"): ("taken-down", {"operator"}),
    ("closed", "take-down"): ("taken-down", {"operator"}),
    ("archived", "take-down"): ("taken-down", {"operator"}),
    ("taken-down", "put-back"): ("closed", {"operator"}),
}
ROLES = ("viewer", "editor", "owner", "moderator", "operator", "clock")
LATER = timedelta(days=30)


@pytest.mark.parametrize(("state", "verb"), list(product(State.values, VERBS)))
def test_each_verb_leads_where_it_should_or_is_refused(state: str, verb: str) -> None:
    target, able = ALLOWED.get((state, verb), ("", set()))
    for role in ROLES:
        if role in able:
            assert after(state, verb, role=role) == target
            assert verb in [move.verb for move in moves_of(state, role)]
        else:
            with pytest.raises(MoveRefused, match=f"{state} cannot {verb}|not for the role {role}"):
                after(state, verb, role=role)
            assert verb not in [move.verb for move in moves_of(state, role)]


def test_the_table_holds_nothing_else() -> None:
    held = {
        (str(start), move.verb): (str(move.leads_to(start)), set(move.by))
        for move in MOVES
        for start in move.starts
    }
    assert held == ALLOWED


def test_the_command_prints_the_table() -> None:
    out = StringIO()
    call_command("states", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["states"] == State.values
    told_moves = {(m["from"], m["verb"]): (m["to"], set(m["by"])) for m in told["moves"]}
    assert told_moves == ALLOWED
    assert len(told["moves"]) == len(ALLOWED)
    plain = StringIO()
    call_command("states", stdout=plain)
    assert len(plain.getvalue().splitlines()) == len(ALLOWED)


def written(**changes: str) -> Draft:
    """ada's petition as it is written anew."""
    typed = {
        "title": DOCUMENT.title,
        "addressees": "The City Council",
        "story": "\n\n".join(DOCUMENT.paragraphs),
        "call": DOCUMENT.call,
        "language": "en",
        "goal": "500",
        "hands_over": "number",
    }
    draft, errors = check(typed | changes, languages=["en"])
    assert draft is not None, errors
    return draft


def said(verb: str, now: datetime) -> verbs.Said:
    """What the verb needs to be told."""
    return {
        "schedule": verbs.Said(at=now + timedelta(days=1)),
        "close-on": verbs.Said(at=now + LATER),
        "declare": verbs.Said(outcome="won", text="They opened it."),
        "fix": verbs.Said(draft=written(call="Let’s ask the council"), of=1),
        "change-ask": verbs.Said(draft=written(title="The Mayor must plant trees"), of=1),
        "refuse": verbs.Said(text="It names a private person."),
        "take-down": verbs.Said(text="A court said so."),
    }.get(verb, verbs.Said())


def stands(state: str, now: datetime) -> Petition:
    """A petition of ada's that stands here."""
    petition = ada_drafts(now)
    opened = None if state in ("draft", "submitted", "refused", "scheduled") else now
    closed = now if state in ("closed", "archived", "taken-down") else None
    Petition.objects.filter(pk=petition.pk).update(state=state, opened_at=opened, closed_at=closed)
    petition.refresh_from_db()
    return petition


ADA = By("operator", Actor(None, "ada"))


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "verb"), list(ALLOWED))
def test_doing_a_verb_follows_the_table_and_writes_it_down(state: str, verb: str, now: datetime) -> None:
    petition, then = (
        stands(state, now),
        now + timedelta(days=8),
    )  # past the last confirmation of one that closed
    AuditEntry.objects.all().delete()
    verbs.do(petition, verb, said(verb, then), by=ADA, now=then)
    target = ALLOWED[state, verb][0]
    assert (petition.state, Petition.objects.get().state) == (target, target)
    entry = AuditEntry.objects.get()
    assert (entry.actor_name, entry.action, entry.before) == ("ada", verb, {"state": state})
    assert entry.after["state"] == target


@pytest.mark.django_db
@pytest.mark.parametrize("state", State.values)
def test_a_verb_that_the_table_does_not_know_there_changes_nothing(state: str, now: datetime) -> None:
    petition, then = stands(state, now), now + timedelta(days=8)
    AuditEntry.objects.all().delete()
    for verb in VERBS:
        if (state, verb) not in ALLOWED:
            with pytest.raises(MoveRefused):
                verbs.do(petition, verb, said(verb, then), by=ADA, now=then)
    assert not AuditEntry.objects.exists()
    assert Petition.objects.get().state == state


@pytest.mark.django_db
def test_whoever_may_not_do_it_is_refused_and_nothing_moves(now: datetime) -> None:
    petition = actions.close(ada_opens(now), now=now)
    with pytest.raises(MoveRefused, match="not for the role editor"):
        verbs.do(petition, "reopen", verbs.Said(), by=By("editor", Actor(None, "mo")), now=now)
    assert Petition.objects.get().state == "closed"
    assert set(Event.objects.values_list("kind", flat=True)) == {"opened", "closed"}
