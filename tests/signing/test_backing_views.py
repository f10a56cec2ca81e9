"""The pages on which somebody backs a petition before it opens, without account or cookie."""

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.desk.members import account, mails, path_in, signed_in, team_of
from undersigned.people.models import Team, User
from undersigned.petitions import actions
from undersigned.petitions.backing import backers_of
from undersigned.petitions.drafting import start
from undersigned.petitions.models import Backer, Petition

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "The Mayor must plant trees",
    "story": "It is hot.",
    "language": "en",
    "hands_over": "number",
}


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def ada(today: datetime) -> User:
    return account("ada", today)


@pytest.fixture
def petition(ada: User, today: datetime) -> Petition:
    team: Team = team_of(ada, today)
    return start(TYPED, key=uuid.uuid4(), team=team, now=today).petition


@pytest.fixture
def link(petition: Petition, ada: User, today: datetime) -> str:
    page = signed_in(ada, today).get(f"/desk/p/{petition.slugs.get().slug}/backers").content.decode()
    return str(re.findall(r"/back/[0-9a-f-]{36}", page)[0])


@pytest.fixture
def visitor() -> Client:
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


def test_somebody_backs_a_draft_by_its_link_and_a_mail(
    link: str, petition: Petition, visitor: Client, today: datetime
) -> None:
    page = visitor.get(link)
    assert "The Mayor must plant trees" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    sent = visitor.post(link, {"email": "sam@example.org"})
    assert sent.status_code == 200
    path = path_in(mails(today)[-1][1])
    assert visitor.get(path).status_code == visitor.head(path).status_code == 200
    assert backers_of(petition) == 0
    for _twice in range(2):
        assert "you back it" in visitor.post(path).content.decode()
    assert backers_of(petition) == 1
    again = visitor.post(link, {"email": "sam@example.org"})
    assert again.content == sent.content
    assert not visitor.cookies
    assert "deleted" in visitor.post(path, {"forget": "1"}).content.decode()
    assert visitor.post(path).status_code == 410
    assert not Backer.objects.exists()


def test_a_bad_address_is_told_and_nothing_is_sent(link: str, visitor: Client, today: datetime) -> None:
    for typed in ("", "sam at home", "<script>@example.org", "x" * 5000):
        answer = visitor.post(link, {"email": typed})
        assert answer.status_code == 422
        assert 'id="email_error"' in answer.content.decode()
        assert "<script>@" not in answer.content.decode()
    assert not mails(today)
    assert visitor.get(f"/back/{uuid.uuid4()}").status_code == 404
    assert visitor.get("/back/confirm/nonsense").status_code == 410


def test_a_network_that_asks_too_often_waits(link: str, visitor: Client, settings: object) -> None:
    answers = [visitor.post(link, {"email": f"sam{n}@example.org"}) for n in range(40)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert 'value="sam39@example.org"' in answers[-1].content.decode()
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_once_it_is_open_the_link_leads_to_it(
    link: str, petition: Petition, visitor: Client, today: datetime
) -> None:
    actions.publish(petition, now=today)
    assert visitor.get(link).headers["Location"] == "/p/the-mayor-must-plant-trees"
    assert visitor.post(link, {"email": "sam@example.org"}).status_code == 302
    assert not Backer.objects.exists()
