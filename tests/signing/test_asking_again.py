"""After a new ask: who signed before is asked again, and counts once they agree."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.people import ada_opens, around, signs
from tests.petitions.test_life import written
from undersigned.mailing.kinds import kind_of
from undersigned.mailing.models import Message
from undersigned.petitions import actions, versions
from undersigned.petitions.models import Petition
from undersigned.signing import asking_again, counting
from undersigned.signing.asking_again import agree, ask_those_who_signed_before
from undersigned.signing.confirming import Confirmation, Outcome, confirm, confirm_many, withdraw
from undersigned.signing.links import LinkRefused, confirmation_link
from undersigned.signing.models import AskedAgain, Consent, Signature
from undersigned.signing.person import person_of

pytestmark = pytest.mark.django_db
STATE = Signature.State
TREES = {"title": "The Mayor must plant trees", "addressees": "The Mayor", "hands_over": "names"}
OLD = "/p/the-city-council-must-reopen-the-riverside-library"
PUBLIC = "/p/the-mayor-must-plant-trees"


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


def asks_anew(petition: Petition, now: datetime) -> Petition:
    return versions.change_ask(petition, written(**TREES), of=1, now=now)


def confirmed(petition: Petition, now: datetime, **changes: object) -> Signature:
    return confirm(signs(petition, now, **changes), None, now=now)


def again(signature: Signature) -> Signature:
    return Signature.objects.select_related("petition").get(pk=signature.pk)


def link(signature: Signature, now: datetime) -> str:
    return urlsplit(confirmation_link(signature, now=now).url).path


def of_people() -> list[tuple[int, int, int | None]]:
    """(ask, state, number) of every signature."""
    return list(
        Signature.objects.order_by("ask_number", "number").values_list("ask_number", "state", "number")
    )


def test_the_count_begins_anew_and_the_old_one_stays(now: datetime) -> None:
    petition = ada_opens(now)
    confirmed(petition, now)
    asks_anew(petition, now)
    assert counting.standing(petition).signatures == 0
    assert of_people() == [(1, STATE.CONFIRMED, 1)]


def test_whoever_agrees_counts_for_both_as_they_chose_before(now: datetime) -> None:
    petition = ada_opens(now)
    sam = confirmed(petition, now, show_name=True, updates=True, comment="I read there.")
    asks_anew(petition, now)
    later = now + timedelta(hours=1)
    counted = agree(again(sam), seen=around(petition, language="fr"), now=later)
    assert of_people() == [(1, STATE.CONFIRMED, 1), (2, STATE.CONFIRMED, 1)]
    assert (counted.text_number, counted.notice_number, counted.language) == (2, 2, "fr")
    assert (counted.shows_name, counted.has_comment, counted.confirmed_at) == (True, False, later)
    person = person_of(counted)
    assert (person.given_name, person.email, person.comment) == ("Sam", "sam@example.org", "")
    assert person_of(again(sam)).comment == "I read there."
    assert Consent.objects.filter(signature=counted.pk).count() == 1
    assert counting.standing(petition).signatures == 1


def test_agreeing_twice_counts_once(now: datetime) -> None:
    petition = ada_opens(now)
    sam = confirmed(petition, now)
    asks_anew(petition, now)
    seen = around(petition)
    assert agree(again(sam), seen=seen, now=now).pk == agree(again(sam), seen=seen, now=now).pk
    assert counting.standing(petition).signatures == 1


def test_whoever_signed_the_new_ask_too_and_then_agrees_counts_once(now: datetime) -> None:
    petition = ada_opens(now)
    sam = confirmed(petition, now)
    asks_anew(petition, now)
    signs(petition, now, given_name="Zed", email="sam@example.org")
    counted = agree(again(sam), seen=around(petition), now=now)
    assert person_of(counted).given_name == "Sam"
    assert counting.standing(petition).signatures == 1


def test_what_was_never_confirmed_ends_with_the_one_that_was(now: datetime) -> None:
    petition = ada_opens(now)
    sam = signs(petition, now)
    asks_anew(petition, now)
    agree(again(sam), seen=around(petition), now=now)
    assert of_people() == [(1, STATE.EXPIRED, None), (2, STATE.CONFIRMED, 1)]
    assert bytes(Signature.objects.get(ask_number=1).sealed) == b""


@pytest.mark.parametrize("begins", [confirmed, signs])
def test_nobody_is_counted_for_what_they_have_not_read(
    now: datetime, begins: Callable[[Petition, datetime], Signature]
) -> None:
    petition = ada_opens(now)
    sam = begins(petition, now)
    asks_anew(petition, now)
    assert confirm_many([Confirmation(sam.pk, sam.link_serial)], now=now) == [Outcome.ASKED_ANEW]
    with pytest.raises(LinkRefused, match="asked-anew"):
        confirm(again(sam), None, now=now)
    assert counting.standing(petition).signatures == 0


def test_whoever_took_it_back_or_comes_too_late_cannot_agree(now: datetime) -> None:
    petition = ada_opens(now)
    sam, dee = confirmed(petition, now), confirmed(petition, now, email="dee@example.org")
    asks_anew(petition, now)
    stale = again(sam)
    withdraw(again(sam), now=now)
    with pytest.raises(LinkRefused, match="ended"):
        agree(stale, seen=around(petition), now=now)
    actions.close(petition, now=now)
    with pytest.raises(LinkRefused, match="too-late"):
        agree(again(dee), seen=around(petition), now=now + timedelta(days=8))
    assert counting.standing(petition).signatures == 0


def test_everyone_who_signed_is_asked_once_and_nobody_else(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_again, "AT_ONCE", 2)
    petition = ada_opens(now)
    for n in range(5):
        confirmed(petition, now, email=f"sam{n}@example.org")
    signs(petition, now, email="pending@example.org")
    asks_anew(petition, now)
    Message.objects.all().delete()
    assert ask_those_who_signed_before(now) == 5
    assert ask_those_who_signed_before(now) == 0
    run = AskedAgain.objects.get()
    assert (run.ask_number, run.asked, run.done_at) == (1, 5, now)
    written_mails = kind_of("ask-again").render(list(Message.objects.all()), now=now)
    assert {mail.to for mail in written_mails.values()} == {f"sam{n}@example.org" for n in range(5)}
    mail = next(iter(written_mails.values()))
    assert mail.subject == "It asks for something else now: The Mayor must plant trees"
    assert PUBLIC in mail.text


def test_no_mail_goes_to_whoever_agreed_withdrew_or_where_signing_is_over(now: datetime) -> None:
    petition = ada_opens(now)
    sam, dee, mo = (confirmed(petition, now, email=f"{name}@example.org") for name in ("sam", "dee", "mo"))
    asks_anew(petition, now)
    Message.objects.all().delete()
    ask_those_who_signed_before(now)
    agree(again(sam), seen=around(petition), now=now)
    withdraw(again(dee), now=now)
    waiting = list(Message.objects.filter(kind="ask-again"))
    assert [mail.to for mail in kind_of("ask-again").render(waiting, now=now).values()] == ["mo@example.org"]
    actions.close(Petition.objects.get(), now=now)
    assert kind_of("ask-again").render(waiting, now=now) == {}
    assert again(mo).state == STATE.CONFIRMED


def test_the_outbox_is_not_flooded(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_again, "AT_ONCE", 1)
    monkeypatch.setattr(asking_again, "MOST_WAITING", 2)
    petition = ada_opens(now)
    for n in range(3):
        confirmed(petition, now, email=f"sam{n}@example.org")
    asks_anew(petition, now)
    assert ask_those_who_signed_before(now) == 2
    Message.objects.filter(kind="ask-again").delete()
    assert ask_those_who_signed_before(now) == 1


def test_the_page_shows_both_texts_and_one_button_counts(client: Client, today: datetime) -> None:
    petition = ada_opens(today)
    sam = confirmed(petition, today)
    asks_anew(petition, today)
    path = link(sam, today)
    page = client.get(path).content.decode()
    for words in ("The City Council must reopen the Riverside library", "The Mayor must plant trees"):
        assert words in page
    assert page.count('<form method="post"') == 1
    assert "Your name is handed over" in page
    done = client.post(path)
    assert done.status_code == 302
    assert "You are the first." in client.get(done.headers["Location"]).content.decode()
    assert counting.standing(petition).signatures == 1
    # The old link leads to the signature that counts.
    assert client.get(path).headers["Location"].startswith("/c/")


def test_a_text_that_changed_meanwhile_is_shown_again(client: Client, today: datetime) -> None:
    petition = ada_opens(today)
    sam = confirmed(petition, today)
    asks_anew(petition, today)
    answer = client.post(link(sam, today), {"text": "1", "notice": "2"})
    assert answer.status_code == 409
    assert "changed while you read" in answer.content.decode()
    assert counting.standing(petition).signatures == 0


def test_a_form_that_showed_the_old_ask_does_not_sign_the_new_one(client: Client, today: datetime) -> None:
    petition = ada_opens(today)
    typed = {"given_name": "Sam", "email": "sam@example.org", "country": "GB", "text": "1", "notice": "1"}
    asks_anew(petition, today)
    answer = client.post(f"{PUBLIC}/sign", typed)
    assert answer.status_code == 422
    assert 'value="Sam"' in answer.content.decode()
    assert not Signature.objects.exists()


def test_the_public_page_tells_what_changed_and_what_the_old_count_was(
    client: Client, today: datetime
) -> None:
    petition = ada_opens(today)
    confirmed(petition, today)
    assert "Nothing yet." in client.get(f"{OLD}/changes").content.decode()
    versions.fix(petition, written(call="Let’s ask the Council together!"), of=1, now=today)
    versions.change_ask(petition, written(**TREES, story="<b>Hot</b> streets."), of=2, now=today)
    page = client.get(PUBLIC).content.decode()
    assert "1 signed what was asked before." in page
    assert f'href="{PUBLIC}/changes"' in page
    told = client.get(f"{PUBLIC}/changes").content.decode()
    assert "<del>council</del><ins>Council</ins>" in told
    assert "<strong>1</strong> had signed what was asked before." in told
    assert "<ins>&lt;b&gt;Hot" in told
    assert client.get(OLD).status_code == 301
