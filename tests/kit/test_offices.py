"""Which addresses are of an office: its own domain and below, and nothing that only looks like it."""

import pytest

from undersigned.kit.addresses import clean
from undersigned.kit.offices import domain_of, is_anybodys, is_within


@pytest.mark.parametrize(
    "address", ["dee@example.gov", "Dee@EXAMPLE.gov", "dee+reply@example.gov", "dee@press.example.gov"]
)
def test_an_address_at_the_domain_or_below_it_is_of_the_office(address: str) -> None:
    assert is_within(domain_of(clean(address)), "example.gov")


@pytest.mark.parametrize(
    "address",
    [
        "dee@evil-example.gov",
        "dee@example.gov.evil.org",
        "dee@example.gov.co",
        "dee@xexample.gov",
        "dee@gov",
        "dee@exаmple.gov",  # with a letter of another script
        "dee@exämple.gov",
        "example.gov@evil.org",
        "dee%example.gov@evil.org",
    ],
)
def test_what_only_looks_like_it_is_not(address: str) -> None:
    try:
        domain = domain_of(clean(address))
    except ValueError:
        domain = domain_of(address)
    assert not is_within(domain, "example.gov")


def test_a_domain_in_another_script_is_its_own_in_either_spelling() -> None:
    assert is_within(domain_of(clean("dee@rathaus.köln.example")), "xn--kln-sna.example")
    assert not is_within(domain_of(clean("dee@rathaus.koln.example")), "xn--kln-sna.example")


@pytest.mark.parametrize(
    "domain", ["gmail.com", "gmx.de", "eve.fastmail.com", "hotmail.co.uk", "mail.ru", "laposte.net"]
)
def test_where_anybody_has_a_mailbox_nobody_is_of_an_office(domain: str) -> None:
    assert is_anybodys(domain)
    assert not is_within(domain, domain)


def test_below_what_gives_names_to_others_stands_no_office_of_the_first() -> None:
    assert is_within("gov.uk", "gov.uk")
    assert not is_within("council.gov.uk", "gov.uk")
    assert is_within("press.homeoffice.gov.uk", "homeoffice.gov.uk")
    assert is_within("members.parliament.uk", "parliament.uk")


@pytest.mark.parametrize("office", ["", "localhost", "gov"])
def test_without_a_domain_there_is_no_office(office: str) -> None:
    assert not is_within(office, office)


@pytest.mark.parametrize(
    "domain", ["gmail.com", "web.de", "wp.pl", "ada.fastmail.com", "mail.proton.me", "terra.es"]
)
def test_a_mailbox_there_is_a_persons(domain: str) -> None:
    assert is_anybodys(domain)


@pytest.mark.parametrize("domain", ["homeoffice.gov.uk", "example.org", "notgmail.com", "com", "uk", ""])
def test_any_other_may_be_an_offices(domain: str) -> None:
    assert not is_anybodys(domain)
