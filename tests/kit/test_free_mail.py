"""Which domains are anybody's."""

import pytest

from undersigned.kit.free_mail import FREE_MAIL, is_free_mail


@pytest.mark.parametrize(
    "domain", ["gmail.com", "web.de", "wp.pl", "ada.fastmail.com", "mail.proton.me", "gmx.de."]
)
def test_a_mailbox_there_is_a_persons(domain: str) -> None:
    assert is_free_mail(domain)


@pytest.mark.parametrize("domain", ["homeoffice.gov.uk", "example.org", "notgmail.com", "com", "uk", ""])
def test_any_other_may_be_an_offices(domain: str) -> None:
    assert not is_free_mail(domain)


def test_no_whole_ending_is_among_them() -> None:
    assert all("." in domain and domain == domain.lower().strip() for domain in FREE_MAIL)
