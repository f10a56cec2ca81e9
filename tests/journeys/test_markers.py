"""Marked words, planted through the real forms, cannot be found once their time is over, not even by a thief."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from tests import thief
from tests.live import Site
from tests.visitor import ask, link_in, mine_link_in, sign
from undersigned.kit import keys
from undersigned.kit.digests import of_address

TEXT = "The Council must {}\n\nThe path is dark at night. A lamp would help.\n"
PETITIONS = {"open": "light the path", "ended": "mend the bridge", "held": "plant the trees"}
# Who signs what, and what becomes of it.
PEOPLE = {
    "stays": "open",
    "never-confirms": "open",
    "withdraws": "open",
    "erases": "open",
    "disowns": "open",
    "ended": "ended",
    "ended-unconfirmed": "ended",
    "ended-withdraws": "ended",
    "held": "held",
    "held-unconfirmed": "held",
}
CONFIRM = {"stays", "withdraws", "erases", "ended", "ended-withdraws", "held"}
STAY = {"stays", "held", "held-unconfirmed"}
ASK = (
    "import sys, datetime, django; django.setup();"
    "from undersigned.ops.audit import COMMAND; from undersigned.petitions import asking;"
    "from undersigned.petitions.models import Slug; from undersigned.petitions.question_rows import Wanted;"
    "petition = Slug.objects.get(slug=sys.argv[1]).petition;"
    "asked = [Wanted('line', 'Which shop?', 'to visit it', False, ())];"
    "asking.change(petition, asked, of=1, actor=COMMAND, now=datetime.datetime.now(datetime.UTC))"
)
# At any moment of a site's life `forget_due` is called like this; here with a moment to come.
FORGET = (
    "import sys, datetime, django; django.setup();"
    "from undersigned.ops.retention import count_due, forget_due;"
    "now = datetime.datetime.fromisoformat(sys.argv[1]); forget_due(now);"
    "assert not any(count_due(now).values())"
)


def words_of(person: str) -> dict[str, str]:
    """What a person types: no two type a word alike."""
    mark = f"q{list(PEOPLE).index(person)}x"
    return {
        "given_name": f"Zephyrine{mark}",
        "family_name": f"Quillfeather{mark}",
        "email": f"{mark}@marker.example.org",
        "postal_code": f"{mark.upper()} 7ZW",
        "comment": f"marmalade for the otters {mark}",
        "question_1": f"Grimblewick {mark}",
    }


def markers(people: set[str]) -> set[str]:
    return {word for person in people for word in words_of(person).values()}


def forget(site: Site, at: datetime) -> None:
    """One round of the worker's, at a moment."""
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "undersigned.settings"}
    command = [sys.executable, "-c", FORGET, at.isoformat()]
    subprocess.run(command, env=environment, cwd=site.home, check=True, timeout=60)


def mine_link(site: Site, email: str) -> str:
    """The path of the link that leads one to one's own signatures."""
    before = len(site.mails())
    ask(site.url, "/mine", {"email": email})
    return mine_link_in(site.wait_for_mails(before + 1)[-1])


def ask_more(site: Site, slug: str) -> None:
    """The team asks something of its own."""
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "undersigned.settings"}
    subprocess.run([sys.executable, "-c", ASK, slug], env=environment, cwd=site.home, check=True, timeout=60)


def plant(site: Site) -> Iterator[EmailMessage]:
    """The three petitions and all who sign; the mails to confirm, one a person."""
    slugs = {}
    for name, ask_of in PETITIONS.items():
        printed = site.run("import", "-", "--postcode", text=TEXT.format(ask_of)).stdout
        slugs[name] = printed.strip().rpartition("/")[2]
        ask_more(site, slugs[name])
    for person, petition in PEOPLE.items():
        words = words_of(person)
        assert sign(site.url, slugs[petition], **words, show_name="on", updates="on").status == 200
    yield from site.wait_for_mails(len(PEOPLE))
    for name in ("ended", "held"):
        site.run("petition", "close", slugs[name])
    site.run("hold", slugs["held"], "--why", "a court asks")


@pytest.fixture
def planted(site: Site) -> Site:
    """The site with all marked words in it, confirmed by those who confirm."""
    whose = {words_of(person)["email"]: person for person in PEOPLE}
    for mail in plant(site):
        person = whose[str(mail["to"])]
        if person in CONFIRM:
            assert ask(site.url, link_in(mail), {}).status == 302
        if person == "disowns":
            assert ask(site.url, f"{link_in(mail)}/not-me", {}).status == 200
    return site


def end_theirs(site: Site) -> None:
    """Those who withdraw and who erase do so."""
    for person, verb in (("withdraws", "withdraw"), ("ended-withdraws", "withdraw"), ("erases", "erase")):
        path = mine_link(site, words_of(person)["email"])
        [reference] = re.findall(rf"{path}/([0-9-]+)/{verb}", ask(site.url, path).body)
        assert ask(site.url, f"{path}/{reference}/{verb}", {}).status == 302


def in_the_database(places: dict[str, set[str]]) -> set[str]:
    """The markers that are found elsewhere than in the mail folder, which a site with a mail server has not."""
    return {
        marker for marker, where in places.items() if any(not place.startswith("mail/") for place in where)
    }


def test_what_is_due_is_nowhere_and_what_is_not_is_still_there(planted: Site) -> None:
    site, now = planted, datetime.now(UTC)
    everyone = set(PEOPLE)
    assert in_the_database(thief.found(site, markers(everyone))) == markers(everyone - {"disowns"})
    assert set(thief.found(site, markers({"disowns"}))) >= {words_of("disowns")["email"]}

    end_theirs(site)
    left = everyone - {"disowns", "withdraws", "ended-withdraws", "erases"}
    assert in_the_database(thief.found(site, markers(everyone))) == markers(left)

    forget(site, now + timedelta(days=29))
    assert in_the_database(thief.found(site, markers(everyone))) == markers(left)
    forget(site, now + timedelta(days=31))
    left -= {"never-confirms", "ended-unconfirmed"}
    assert set(thief.found(site, markers(everyone))) == markers(left)

    forget(site, now + timedelta(days=240))
    assert set(thief.found(site, markers(everyone))) == markers(STAY)
    site.run("hold", "the-council-must-plant-the-trees", "--lift")
    forget(site, now + timedelta(days=240))
    assert set(thief.found(site, markers(everyone))) == markers({"stays"})


def traces(site: Site, people: set[str]) -> set[bytes]:
    """What the database holds of people: the digests of their addresses, and their sealed words."""
    [digest_key] = keys.parse((site.home / "keys" / "digest").read_text(), name="digest").keys
    digests = {of_address(digest_key, words_of(person)["email"]) for person in people}
    held, wanted = thief.secrets(site), [word.encode() for word in markers(people)]
    sealed = {
        value
        for place, value in thief.values(site)
        if place == "signing_signature.sealed"
        and any(word in thief.opened(value, secret) for secret in held for word in wanted if len(value) > 29)
    }
    return digests | sealed


def test_not_even_a_page_of_the_database_that_is_free_now_holds_a_trace(planted: Site) -> None:
    site, later = planted, datetime.now(UTC) + timedelta(days=400)
    gone = traces(site, set(PEOPLE) - STAY)
    kept = traces(site, STAY)
    assert len(gone) == 13  # seven digests, and the sealed words of all but whoever disowned
    assert len(kept) == 6
    end_theirs(site)
    forget(site, later)
    everywhere = [value for _, value in thief.values(site)]
    everywhere += [content for path, content in thief.files(site) if path.startswith("undersigned.sqlite3")]
    assert not [trace for trace in gone if any(trace in content for content in everywhere)]
    assert all(any(trace in content for content in everywhere) for trace in kept)
