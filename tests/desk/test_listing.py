"""The list of petitions at the desk: paged, searched, and nobody else's."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.desk.members import account, join, signed_in, team_of
from tests.people import DOCUMENT
from undersigned.desk import listing
from undersigned.desk.listing import LISTED, found
from undersigned.people.models import Team, User
from undersigned.petitions.actions import draft
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db


def write(title: str, team: Team, now: datetime) -> Petition:
    return draft(replace(DOCUMENT, title=title), team=team, now=now)


def titles(user: User, sought: str = "", after: str = "") -> list[str]:
    return [row.title for row in found(user, sought, after=after).rows]


def test_pages_follow_each_other_without_a_gap(ada: User, team: Team, today: datetime) -> None:
    others = team_of(account("zed", today), today, "Others")
    for n in range(2 * LISTED + 3):
        write(f"The Council must mend street {n}", team if n % 2 else others, today)
    join(others, ada, "viewer", today)
    seen: list[str] = []
    after: int | None = 0
    while after is not None:
        page = found(ada, "", after=str(after or ""))
        seen += [row.title for row in page.rows]
        after = page.after
    assert seen == [f"The Council must mend street {n}" for n in reversed(range(2 * LISTED + 3))]


def test_words_find_titles_in_any_case_and_an_address_its_petition(
    ada: User, team: Team, today: datetime
) -> None:
    write("The Mayor must plant ÉLMS", team, today)
    ferry = write("The Ferry Board must run at night", team, today)
    assert titles(ada, "élms mayor") == ["The Mayor must plant ÉLMS"]
    assert titles(ada, "oaks") == []
    slug = ferry.slugs.get().slug
    for sought in (slug, f"https://example.org/p/{slug}/", str(ferry.public_number)):
        assert titles(ada, sought) == ["The Ferry Board must run at night"]


def test_another_teams_petition_is_not_found_by_any_of_them(ada: User, team: Team, today: datetime) -> None:
    others = team_of(account("zed", today), today, "Others")
    hidden = write("The Vestry must ring the bells", others, today)
    write("The Mayor must plant trees", team, today)
    for sought in ("bells", hidden.slugs.get().slug, str(hidden.public_number)):
        assert titles(ada, sought) == []
    assert titles(ada, after=str(hidden.public_number)) == ["The Mayor must plant trees"]


def test_beyond_its_reach_the_list_says_so(
    ada: User, team: Team, today: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "REACH", 1)
    write("The Mayor must plant trees", team, today)
    write("The Ferry Board must run at night", team, today)
    page = found(ada, "trees", after="")
    assert (page.rows, page.has_more) == ([], True)
    assert "is found by its address" in signed_in(ada, today).get("/desk/?q=trees").content.decode()


def test_titles_are_read_by_key_and_never_together_with_the_petitions_of_the_whole_site(
    ada: User, team: Team, today: datetime
) -> None:
    write("The Mayor must plant trees", team, today)
    with CaptureQueriesContext(connection) as asked:
        assert found(ada, "nowhere", after="").rows == []
    [titles_read] = [query["sql"] for query in asked if "title" in query["sql"]]
    assert 'JOIN "petitions_petition"' not in titles_read


@pytest.mark.parametrize("sought", ["%", "_", "'; DROP", "\x00", "x" * 5000, "٣", "https://[", "1" * 40])
def test_whatever_is_typed_is_answered(sought: str, ada: User, team: Team, today: datetime) -> None:
    write("The Mayor must plant trees", team, today)
    client = signed_in(ada, today)
    for asked in ({"q": sought}, {"after": sought}):
        assert client.get("/desk/", asked).status_code == 200


def test_a_long_list_costs_what_a_short_one_does(
    ada: User, team: Team, today: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(LISTED):
        write(f"The Council must mend street {n}", team, today)
    teams = 2  # her own and this one
    with django_assert_num_queries(1 + teams + 4):
        found(ada, "", after="")
