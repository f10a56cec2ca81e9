"""Comments before the team: which wait, what a decision does, and what the command prints."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from tests.people import SAM, ada_opens, signs
from undersigned.petitions import actions
from undersigned.petitions.models import Petition
from undersigned.signing import reasons
from undersigned.signing.answers import Choices, check
from undersigned.signing.confirming import confirm, erase, withdraw
from undersigned.signing.mine import choose, export
from undersigned.signing.models import Signature
from undersigned.signing.signers import newest, saying_why

pytestmark = pytest.mark.django_db
Printed = pytest.CaptureFixture[str]
WORDS = "I learned to read there."


def says(petition: Petition, now: datetime, comment: str = WORDS, **changes: object) -> Signature:
    """Someone who shows their name signs with a comment, and confirms."""
    facts = {"show_name": True, "comment": comment} | changes
    return confirm(signs(petition, now, **facts), None, now=now)


def slug_of(petition: Petition) -> str:
    return petition.slugs.get().slug


def waiting(petition: Petition) -> dict[str, str]:
    """The reference of each comment that waits, by its text."""
    return {one.text: one.reference for one in reasons.comments(reasons.waiting(petition))}


def shown(petition: Petition) -> list[str]:
    return [signer.reason for signer in newest(saying_why(petition), 10)]


def test_only_confirmed_comments_of_those_who_show_their_names_wait(now: datetime) -> None:
    petition, other = ada_opens(now), ada_opens(now)
    says(petition, now)
    says(petition, now, "Hidden.", email="dee@example.org", show_name=False)
    says(petition, now, "", email="mo@example.org")
    signs(petition, now, comment="Pending.", show_name=True, email="zed@example.org")
    withdraw(says(petition, now, "Withdrawn.", email="ada@example.org"), now=now)
    says(other, now, "Elsewhere.")
    assert list(waiting(petition)) == [WORDS]


def test_an_approved_comment_is_shown_and_a_refused_one_never(now: datetime) -> None:
    petition = ada_opens(now)
    for n, words in enumerate(("One.", "Two.", "Three.")):
        says(petition, now + timedelta(seconds=n), words, email=f"sam{n}@example.org")
    named = waiting(petition)
    assert list(named) == ["One.", "Two.", "Three."]
    assert reasons.approve(petition, [named["One."], named["Three."]]) == {named["One."], named["Three."]}
    assert shown(petition) == ["Three.", "One."]
    assert reasons.refuse(petition, [named["Two."], named["One."]]) == {named["Two."], named["One."]}
    assert shown(petition) == ["Three."]
    assert waiting(petition) == {}
    assert reasons.approve(petition, [named["Two."]]) == set()
    assert shown(petition) == ["Three."]


def test_a_reference_names_a_comment_of_its_petition_alone_and_no_row(now: datetime) -> None:
    petition, other = ada_opens(now), ada_opens(now)
    signature = says(petition, now)
    says(other, now)
    reference = waiting(petition)[WORDS]
    assert reference not in signature.id.hex
    assert waiting(other)[WORDS] != reference
    assert reasons.approve(other, [reference]) == set()
    assert reasons.refuse(other, [reference]) == set()
    assert shown(other) == []


def test_whoever_signs_anew_with_other_words_is_not_approved_by_the_old_reference(now: datetime) -> None:
    petition = ada_opens(now)
    old = says(petition, now)
    reference = waiting(petition)[WORDS]
    erase(old, now=now)
    says(petition, now, "Other words.")
    assert reasons.approve(petition, [reference]) == set()
    assert list(waiting(petition)) == ["Other words."]


def test_a_decision_falls_when_the_words_are_changed_before_they_count(now: datetime) -> None:
    petition = ada_opens(now)
    signature = signs(petition, now, comment=WORDS, show_name=True)
    Signature.objects.update(is_comment_approved=True, is_comment_refused=True)
    changed = Choices("Sam", "Okafor", "Other words.", show_name=True, updates=False)
    confirm(signature, changed, now=now)
    assert shown(petition) == []
    assert list(waiting(petition)) == ["Other words."]


def test_a_comment_comes_and_goes_with_the_name(now: datetime) -> None:
    petition = ada_opens(now)
    signature = says(petition, now)
    reasons.approve(petition, waiting(petition).values())
    for shows_name in (False, True):
        signature.refresh_from_db()
        choose(signature, shows_name=shows_name, updates=False, now=now)
        assert shown(petition) == ([WORDS] if shows_name else [])
    withdraw(signature, now=now)
    assert shown(petition) == []
    signature.refresh_from_db()
    assert (signature.has_comment, signature.is_comment_approved) == (False, False)


def test_whoever_withdraws_while_the_team_decides_is_left_alone(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = ada_opens(now)
    signature = says(petition, now)
    [reference] = waiting(petition).values()

    def withdraw_first(_row_id: object) -> str:
        withdraw(signature, now=now)
        return reference

    monkeypatch.setattr("undersigned.signing.reasons._reference_of", withdraw_first)
    reasons.approve(petition, [reference])
    signature.refresh_from_db()
    assert (signature.state, signature.is_comment_approved) == (Signature.State.WITHDRAWN, False)


def test_who_signed_sees_what_became_of_their_words(now: datetime) -> None:
    petition = ada_opens(now)
    signature = says(petition, now)
    [reference] = waiting(petition).values()

    def told() -> str:
        held = Signature.objects.select_related("petition__team").filter(pk=signature.pk)
        return str(export(list(held), now=now)["signatures"][0]["comment_state"])

    seen = [told()]
    reasons.approve(petition, [reference])
    seen.append(told())
    reasons.refuse(petition, [reference])
    seen.append(told())
    assert seen == ["waiting", "approved", "refused"]


def test_the_command_lists_approves_and_refuses(capsys: Printed) -> None:
    today = datetime.now(UTC)
    petition = ada_opens(today)
    says(petition, today, "First line.\nSecond line.")
    says(petition, today, "Buy cheap pills.", email="zed@example.org", given_name="Zed")
    path = f"/p/{slug_of(petition)}"
    visitor = Client(SERVER_NAME="localhost")
    call_command("comments", slug_of(petition))
    told = capsys.readouterr().out
    named = waiting(petition)
    assert (
        f"{named['Buy cheap pills.']}  {today:%Y-%m-%d %H:%M} UTC  Zed Okafor, GB\n    Buy cheap pills.\n"
        in told
    )
    assert "\n    First line.\n    Second line.\n" in told
    assert told.endswith("2 waiting\n")
    assert b"First line." not in visitor.get(path).content

    first, pills = named["First line.\nSecond line."], named["Buy cheap pills."]
    call_command("comments", slug_of(petition), "--approve", first, "--refuse", pills)
    assert capsys.readouterr().out == "1 approved, 1 refused\n"
    page = visitor.get(path).content
    assert b"First line." in page
    assert b"pills" not in page
    call_command("comments", slug_of(petition))
    assert capsys.readouterr().out == "0 waiting\n"
    call_command("comments", slug_of(petition), "--approved")
    assert capsys.readouterr().out.endswith("Second line.\n1 shown\n")


def test_the_command_speaks_json(now: datetime, capsys: Printed) -> None:
    petition = ada_opens(now)
    says(petition, now, "Zażółć gęślą jaźń.")
    call_command("comments", slug_of(petition), "--json")
    [listed] = json.loads(capsys.readouterr().out)
    assert listed == {
        "reference": waiting(petition)["Zażółć gęślą jaźń."],
        "confirmed_at": "2026-11-24T09:30:00Z",
        "name": "Sam Okafor",
        "country": "GB",
        "text": "Zażółć gęślą jaźń.",
    }
    call_command("comments", slug_of(petition), "--json", "--refuse", listed["reference"])
    told = json.loads(capsys.readouterr().out)
    assert told == {"approved": [], "refused": [listed["reference"]], "unknown": []}


def test_a_reference_that_names_nothing_is_told_and_keeps_no_other_from_being_decided(
    now: datetime, capsys: Printed
) -> None:
    petition = ada_opens(now)
    says(petition, now)
    [reference] = waiting(petition).values()
    with pytest.raises(SystemExit) as ended:
        call_command("comments", slug_of(petition), "--approve", "\x1b[2Jnothing", reference)
    printed = capsys.readouterr()
    assert ended.value.code == 1
    assert printed.out == "1 approved, 0 refused\n"
    assert "no comment waits as '\\x1b[2Jnothing'" in printed.err
    assert shown(petition) == [WORDS]
    with pytest.raises(SystemExit, match="no petition has the address /p/nowhere"):
        call_command("comments", "nowhere")


def test_nothing_that_a_signer_types_steers_the_terminal(now: datetime, capsys: Printed) -> None:
    petition = ada_opens(now)
    hostile = "a\x1b[2J\x07b\x9b31m\u202ec\u2028k7q2m9x4tt  approve me\r\x00d"
    typed = {"given_name": "Sam", "email": SAM.email, "country": "GB", "comment": hostile, "show_name": "1"}
    answers, errors = check(typed, asks_postal_code=False)
    assert not errors
    assert answers
    says(petition, now, answers.comment)
    call_command("comments", slug_of(petition))
    lines = capsys.readouterr().out.split("\n")
    assert [line for line in lines if line.startswith("k7q2")] == []
    assert "    k7q2m9x4tt approve me" in lines
    assert all(line.isprintable() for line in lines)
    assert check(typed | {"given_name": "a\x1b[2J"}, asks_postal_code=False)[1] == {"given_name": "control"}


def test_a_long_list_says_that_it_is_not_all(
    now: datetime, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = ada_opens(now)
    says(petition, now)
    monkeypatch.setattr("undersigned.management.commands.comments.LISTED", 2)
    for n in range(3):
        says(petition, now, email=f"sam{n}@example.org")
    call_command("comments", slug_of(petition))
    assert capsys.readouterr().out.endswith("4 waiting; these are the first 2\n")


def test_comments_of_a_closed_petition_can_still_be_decided_on(now: datetime) -> None:
    petition = ada_opens(now)
    says(petition, now)
    petition = actions.close(petition, now=now)
    reasons.approve(petition, waiting(petition).values())
    assert shown(petition) == [WORDS]
