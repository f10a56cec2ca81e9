"""A team's questions on the pages of those who sign: asked, kept through every detour, shown, taken along, gone."""

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.people import ada_opens, around, signs
from tests.questions import AGE, ALL, DAYS, HELP, KEPT, PHONE, STORY, TYPED, WHY, all_asked, changes
from tests.visitor import waiting_in
from undersigned.kit.addresses import canonical
from undersigned.kit.digests import of_address
from undersigned.mailing.models import Message
from undersigned.ops import keyring
from undersigned.petitions import drafting, versions
from undersigned.petitions.models import Notice, Petition
from undersigned.petitions.question import Question
from undersigned.signing import mine, requests
from undersigned.signing.asking_again import agree
from undersigned.signing.codes import code_of
from undersigned.signing.confirming import confirm, erase
from undersigned.signing.forms import SignForm
from undersigned.signing.gate import GATE
from undersigned.signing.intake import mail_key
from undersigned.signing.links import confirmation_link, mine_link
from undersigned.signing.models import Signature
from undersigned.signing.person import person_of

pytestmark = pytest.mark.django_db
SLUG = "the-city-council-must-reopen-the-riverside-library"
PATH = f"/p/{SLUG}/sign"
FORM = {"given_name": "Sam", "family_name": "Okafor", "email": "sam@example.org", "country": "GB"}
FILLED = FORM | TYPED


@pytest.fixture
def visitor() -> Client:
    """Somebody without a cookie or an account."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def petition(today: datetime) -> Petition:
    """It asks everything that can be asked."""
    return ada_opens(today, asked=all_asked())


def link(signature: Signature, moment: datetime) -> str:
    return urlsplit(confirmation_link(signature, now=moment).url).path


def own_page(moment: datetime) -> str:
    digest = of_address(keyring.current("digest"), canonical("sam@example.org"))
    return urlsplit(mine_link(digest, now=moment).url).path


def keeps_all(body: str) -> None:
    """Everything of TYPED stands in the form again."""
    assert re.search(r'name="phone"[^>]* value="020 7946 0018"|value="020 7946 0018"[^>]* name="phone"', body)
    assert re.search(r'name="question_2"[^>]*value="( Riverside |Riverside)"', body)
    assert re.search(r'<textarea name="question_3"[^>]*>\s*Read.\s+And write.</textarea>', body)
    for name, value in {
        "question_4": "2", "question_5_1": "on", "question_5_3": "on", "question_6": "yes"
    }.items():  # fmt: skip
        assert re.search(rf'name="{name}" value="{value}"[^>]* checked', body), name
    assert not re.search(r'name="question_5_2"[^>]* checked', body)


def test_the_page_asks_in_the_teams_words_with_what_each_is_for(visitor: Client, petition: Petition) -> None:
    body = visitor.get(f"/p/{SLUG}").content.decode()
    for one in ALL:
        assert body.count(one.words) == 2  # the question, and the notice
        assert body.count(one.purpose) == 2
        for choice in one.choices:
            assert choice in body
    assert 'autocomplete="tel"' in body
    french = visitor.get(f"/fr/p/{SLUG}").content.decode()
    assert f'<span lang="en" dir="ltr">{WHY.words}</span>' in french


def test_answers_are_sealed_with_who_signs(visitor: Client, petition: Petition) -> None:
    assert visitor.post(PATH, FILLED).status_code == 200
    signature = Signature.objects.get()
    person = person_of(signature)
    assert (person.phone, person.asked) == (PHONE, KEPT)
    assert b"Riverside" not in bytes(signature.sealed)


def test_a_petition_that_asks_nothing_keeps_nothing_and_asks_the_database_nothing(
    visitor: Client, today: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = ada_opens(today)
    assert visitor.post(PATH, FILLED).status_code == 200
    assert person_of(Signature.objects.get()).asked == ()
    assert person_of(Signature.objects.get()).phone == ""
    with django_assert_num_queries(0):
        SignForm(petition, FILLED).is_valid()


def test_a_mistake_stands_beside_its_field_and_all_that_was_typed_stays(
    visitor: Client, petition: Petition
) -> None:
    answer = visitor.post(PATH, FILLED | {"given_name": ""})
    assert answer.status_code == 422
    keeps_all(answer.content.decode())
    body = visitor.post(PATH, FORM | {"question_4": "9", "phone": "12"}).content.decode()
    for field, said in {
        "question_2": "Write an answer.",
        "question_4": "Choose one of the answers.",
        "question_6": "Choose yes or no.",
        "phone": "Write the number with its country code",
    }.items():
        assert re.search(rf'<span class="error" id="id_{field}_error">{said}', body), field
    assert 'href="#id_question_6_0"' in body
    assert 'id="id_question_6_0"' in body
    assert not Signature.objects.exists()


def test_who_posts_too_fast_finds_all_that_was_typed(
    visitor: Client, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GATE, "limit", 1)
    answers = [visitor.post(PATH, FILLED) for _ in range(3)]
    assert answers[-1].status_code == 429
    keeps_all(answers[-1].content.decode())


def test_who_read_an_older_text_finds_all_that_was_typed(
    visitor: Client, petition: Petition, today: datetime
) -> None:
    changes(petition, *ALL, now=today - timedelta(hours=2))  # without the telephone
    answer = visitor.post(PATH, FILLED | {"notice": "1"})
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "The text has changed" in body
    assert 'value="2"' in body
    assert re.search(r'name="question_2"[^>]*value="\s?Riverside', body)
    assert 'name="phone"' not in body


def test_who_goes_back_for_a_wrong_address_finds_all_that_was_typed(
    visitor: Client, petition: Petition
) -> None:
    waiting = waiting_in(visitor.post(PATH, FILLED).content.decode())
    body = visitor.post(f"/p/{SLUG}/change", {"waiting": waiting}).content.decode()
    keeps_all(body.replace(PHONE, "020 7946 0018"))


def test_a_page_of_a_moment_ago_is_asked_what_stood_on_it(
    visitor: Client, petition: Petition, today: datetime
) -> None:
    changes(petition, HELP._replace(words="Will you come?"), now=today)
    assert visitor.post(PATH, FORM | {"notice": "2"}).status_code == 422
    assert visitor.post(PATH, FILLED | {"notice": "1"}).status_code == 200
    signature = Signature.objects.get()
    assert signature.notice_number == 1
    assert person_of(signature).asked == KEPT
    assert (
        visitor.post(PATH, FORM | {"notice": "2", "email": "dee@example.org", "question_7": "no"}).status_code
        == 200
    )
    assert person_of(Signature.objects.get(notice_number=2)).asked == ((7, "no"),)


def test_whoever_signed_before_is_held_to_nothing_that_came_later(visitor: Client, today: datetime) -> None:
    petition = ada_opens(today, asked=[STORY])
    signature = signs(petition, today, asked=((1, "Read."),))
    changes(petition, STORY, HELP, now=today)
    path = link(signature, today)
    body = visitor.get(path).content.decode()
    assert "Read." in body
    assert HELP.words not in body
    form = {"form": "1", "given_name": "Sam", "questions": "1", "question_2": "yes"}
    assert visitor.post(path, form).status_code == 302
    confirmed = Signature.objects.get()
    assert confirmed.state == Signature.State.CONFIRMED
    assert confirmed.notice_number == 1
    assert person_of(confirmed).asked == ()  # they took their answer out


def test_the_owner_of_the_address_sees_the_answers_and_may_change_them(
    visitor: Client, petition: Petition, today: datetime
) -> None:
    signature = signs(petition, today, phone=PHONE, asked=KEPT)
    path = link(signature, today)
    body = visitor.get(path).content.decode()
    for words in ("Riverside", "Mon; Wed", PHONE, "Older"):
        assert words in body
    form = {"form": "1", "given_name": "Sam", "questions": "1"}
    wrong = visitor.post(path, form | TYPED | {"question_2": ""})
    assert wrong.status_code == 422
    assert "Write an answer." in wrong.content.decode()
    changed = TYPED | {"question_2": "Hill Street", "phone": "", "question_5_1": ""}
    assert visitor.post(path, form | changed).status_code == 302
    person = person_of(Signature.objects.get())
    assert person.phone == ""
    assert dict(person.asked)[2] == "Hill Street"
    assert dict(person.asked)[5] == "3"


def test_a_bare_confirmation_counts_what_is_stored(
    visitor: Client, petition: Petition, today: datetime
) -> None:
    signature = signs(petition, today, phone=PHONE, asked=KEPT)
    assert visitor.post(link(signature, today), {}).status_code == 302
    assert person_of(Signature.objects.get()).asked == KEPT
    other = signs(petition, today, email="dee@example.org", phone=PHONE, asked=KEPT)
    assert visitor.post(link(other, today), {"form": "1", "given_name": "Dee"}).status_code == 302
    person = person_of(Signature.objects.get(pk=other.pk))
    assert (person.given_name, person.phone, person.asked) == ("Dee", PHONE, KEPT)


def test_by_code_counts_what_was_typed_on_its_page(
    visitor: Client, petition: Petition, today: datetime
) -> None:
    signs(petition, today, asked=((2, "a stranger's words"),))
    waiting = waiting_in(visitor.post(PATH, FILLED).content.decode())
    signature = Signature.objects.get()
    assert person_of(signature).asked == ((2, "a stranger's words"),)
    code = code_of(mail_key(signature.address_digest, petition.pk, 1), day=today.date())
    assert visitor.post(f"/p/{SLUG}/code", {"waiting": waiting, "code": code}).status_code == 302
    assert person_of(Signature.objects.get()).asked == KEPT
    assert person_of(Signature.objects.get()).phone == PHONE


def test_asked_again_answers_go_along_to_what_is_asked_still(petition: Petition, today: datetime) -> None:
    signature = confirm(signs(petition, today, phone=PHONE, asked=KEPT), None, now=today)
    changes(petition, AGE, HELP._replace(words="Will you come?"), now=today)
    draft, _ = drafting.check(drafting.as_written(petition) | {"call": "Come!"}, languages=["en"])
    assert draft is not None
    versions.change_ask(petition, draft, of=1, now=today)
    signature.petition.refresh_from_db()
    again = agree(signature, seen=around(petition), now=today)
    person = person_of(again)
    assert (person.phone, person.asked) == ("", ((4, "2"),))
    assert person_of(Signature.objects.get(pk=signature.pk)).asked == KEPT


def test_ones_own_page_shows_and_exports_them(visitor: Client, petition: Petition, today: datetime) -> None:
    confirm(signs(petition, today, phone=PHONE, asked=KEPT), None, now=today)
    changes(petition, now=today)  # what is asked no more was answered all the same
    body = visitor.get(own_page(today)).content.decode()
    for words in (PHONE, WHY.words, "Riverside", WHY.purpose, "Mon; Wed", "Yes"):
        assert words in body
    [one] = json.loads(visitor.get(f"{own_page(today)}/export").content)["signatures"]
    assert one["phone"] == PHONE
    assert one["answers"][0] == {"question": WHY.words, "asked_for": WHY.purpose, "answer": "Riverside"}
    assert [answer["answer"] for answer in one["answers"]][2:] == ["Older", "Mon; Wed", "Yes"]


def test_they_go_with_the_signature(petition: Petition, today: datetime) -> None:
    signature = confirm(signs(petition, today, asked=KEPT), None, now=today)
    erase(signature, now=today)
    assert not Signature.objects.exists()
    assert mine.export([], now=today)["signatures"] == []


def test_answers_of_many_petitions_are_read_in_as_many_queries(
    today: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        confirm(signs(ada_opens(today, asked=[WHY]), today, asked=((1, "x"),)), None, now=today)
    signatures = list(Signature.objects.select_related("petition__team"))
    with django_assert_max_num_queries(12):
        assert all(one.answered for one in mine.held(signatures, now=today))


HOSTILE = '</label><script>alert(1)</script>"{{ 7*7 }}%s &amp; \u202eevil'


def test_hostile_words_of_a_team_are_words_on_every_page(visitor: Client, today: datetime) -> None:
    asked = [WHY._replace(words=HOSTILE, purpose=HOSTILE), DAYS._replace(choices=(HOSTILE, "no"))]
    petition = ada_opens(today, asked=asked)
    signature = signs(petition, today, asked=((1, HOSTILE), (2, "1")))
    pages = [
        visitor.get(f"/p/{SLUG}"),
        visitor.get(f"/ar/p/{SLUG}"),
        visitor.post(PATH, FORM),
        visitor.get(link(signature, today)),
        visitor.get(own_page(today)),
    ]
    for page in pages:
        body = page.content.decode()
        assert "alert(1)" in body
        assert "<script>alert" not in body
        assert "49" not in re.findall(r"&quot;(.{0,8})%s", body)
    assert not Message.objects.filter(problem__contains="alert").exists()


def test_ids_of_another_petitions_questions_reach_nothing(visitor: Client, today: datetime) -> None:
    other = ada_opens(today, asked=all_asked())
    petition = ada_opens(today, asked=[AGE])
    slug = petition.slugs.get().slug
    assert visitor.post(f"/p/{slug}/sign", FILLED | {"question_1": "1"}).status_code == 200
    assert person_of(Signature.objects.get(petition=petition)).asked == ((1, "1"),)
    assert not Signature.objects.filter(petition=other).exists()


def test_ten_megabytes_and_a_field_sent_many_times_do_no_harm(visitor: Client, petition: Petition) -> None:
    huge = visitor.post(PATH, FILLED | {"question_3": "x" * 10_000_000})
    assert huge.status_code == 400
    long = visitor.post(PATH, FILLED | {"question_3": "x" * 20_000})
    assert long.status_code == 422
    assert "Write at most 500 characters." in long.content.decode()
    many = "&".join(f"question_4={n % 2 + 1}" for n in range(100))
    answer = visitor.post(
        PATH,
        f"given_name=Sam&email=sam@example.org&country=GB&question_2=a&question_6=no&question_6=yes&{many}",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert person_of(Signature.objects.get()).asked == ((2, "a"), (4, "2"), (6, "yes"))


def test_the_notice_that_is_shown_is_the_one_that_is_signed(visitor: Client, petition: Petition) -> None:
    body = visitor.get(f"/p/{SLUG}").content.decode()
    number = re.findall(r'name="notice" value="(\d+)"', body)
    assert number == [str(petition.notice_number)]
    notice = Notice.objects.get(petition=petition, language="en")
    assert all(one.words in notice.text for one in Question.objects.put_under(petition) if one.words)
    assert requests.bound("1", 3) == 1
