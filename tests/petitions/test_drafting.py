"""A draft as it is typed: what is refused and why, what is kept, and that nothing open is written anew."""

from datetime import datetime

import pytest
from django.conf import settings

from tests.people import ada_opens
from undersigned.people.models import Team
from undersigned.petitions import actions, drafting
from undersigned.petitions.document import read
from undersigned.petitions.drafting import as_typed, begin, check, rewrite, typed_of
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Petition, Text

LANGUAGES = [code for code, _ in settings.LANGUAGES]
TYPED = {
    "title": "The City Council must reopen the Riverside library",
    "addressees": "",
    "story": "It closed in spring.\r\n\r\n\r\n\r\n**Nobody** was asked.  \r\n",
    "call": "Let’s ask together!",
    "language": "en",
    "country": "GB",
    "goal": "1,500",
    "hands_over": "names",
    "asks_postal_code": "on",
}


def typed(**changes: str) -> dict[str, str]:
    return TYPED | changes


def drafted(**changes: str) -> drafting.Draft:
    draft, errors = check(typed(**changes), languages=LANGUAGES)
    assert draft, errors
    return draft


def test_what_is_typed_is_tidied() -> None:
    draft = drafted()
    assert draft.addressees == ("The City Council",)
    assert draft.story == "It closed in spring.\n\n**Nobody** was asked."
    assert (draft.goal, draft.asks_postal_code) == (1500, True)
    assert draft.document().ask == "reopen the Riverside library"


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"title": ""}, {"title": "missing", "addressees": "missing"}),
        ({"title": "?!"}, {"title": "missing", "addressees": "missing"}),
        ({"title": "Open it", "addressees": "\n \n"}, {"addressees": "missing"}),
        ({"title": "a" * 201, "addressees": "X"}, {"title": "too-long"}),
        ({"addressees": "X\n" * 11}, {"addressees": "too-many"}),
        ({"addressees": "x" * 201}, {"addressees": "too-long"}),
        ({"story": " \n*\n"}, {"story": "missing"}),
        ({"story": "a" * 50_001}, {"story": "too-long"}),
        ({"call": "a" * 201}, {"call": "too-long"}),
        ({"language": "tlh"}, {"language": "unknown"}),
        ({"country": "XX"}, {"country": "unknown"}),
        ({"goal": "many"}, {"goal": "number"}),
        ({"goal": "0"}, {"goal": "number"}),
        ({"goal": "9" * 5000}, {"goal": "number"}),
        ({"goal": "٥٠٠٠٠٠٠٠٠٠"}, {"goal": "number"}),
        ({"hands_over": ""}, {"hands_over": "missing"}),
        ({"hands_over": "everything"}, {"hands_over": "unknown"}),
    ],
)
def test_each_mistake_has_its_reason(changes: dict[str, str], errors: dict[str, str]) -> None:
    assert check(typed(**changes), languages=LANGUAGES) == (None, errors)


@pytest.mark.django_db
def test_a_draft_is_read_back_as_it_was_typed_and_written_anew(now: datetime) -> None:
    team = Team.objects.create(name="Riverside Readers", created_at=now)
    petition = begin(drafted(), team=team, now=now)
    slug = petition.slugs.get(is_current=True).slug
    assert check(as_typed(petition), languages=LANGUAGES) == (drafted(), {})
    changed = drafted(title="The Mayor must plant trees", hands_over="number", goal="", asks_postal_code="")
    rewrite(petition, changed, now=now)
    petition = Petition.objects.get(pk=petition.pk)
    assert check(as_typed(petition), languages=LANGUAGES) == (changed, {})
    assert petition.slugs.get(is_current=True).slug == "the-mayor-must-plant-trees"
    assert petition.slugs.filter(slug=slug, is_current=False).exists()
    assert petition.notices.filter(language="fr").count() == 1
    assert Text.objects.filter(version__petition=petition).count() == 1


@pytest.mark.django_db
def test_what_is_open_is_not_written_anew(now: datetime) -> None:
    petition = ada_opens(now)
    before = as_typed(petition)
    with pytest.raises(MoveRefused):
        rewrite(petition, drafted(), now=now)
    assert as_typed(petition) == before


@pytest.mark.django_db
def test_a_petition_that_was_opened_meanwhile_keeps_the_text_that_is_signed(now: datetime) -> None:
    team = Team.objects.create(name="Riverside Readers", created_at=now)
    petition = begin(drafted(), team=team, now=now)
    seen_as_draft = Petition.objects.get(pk=petition.pk)
    actions.publish(petition, now=now)
    with pytest.raises(MoveRefused):
        rewrite(seen_as_draft, drafted(title="The Mayor must plant trees"), now=now)
    assert Text.objects.get(version__petition=petition).title == TYPED["title"]


def test_a_document_that_somebody_has_fills_the_form() -> None:
    found = typed_of(read("The Mayor must plant trees\n\nLet’s get to 500!\n\nIt is hot.\n".encode()))
    draft, errors = check(found, languages=LANGUAGES)
    assert draft, errors
    assert (draft.title, draft.goal, draft.story) == ("The Mayor must plant trees", 500, "It is hot.")
