"""Which domain was probably meant; what looks right is left alone."""

import pytest

from undersigned.kit.misspelt import KNOWN, meant


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("sam@gmial.com", "sam@gmail.com"),
        ("sam@gmal.com", "sam@gmail.com"),
        ("sam@gmaill.com", "sam@gmail.com"),
        ("sam@hotmial.com", "sam@hotmail.com"),
        ("sam@outlok.com", "sam@outlook.com"),
        ("sam@gmail.con", "sam@gmail.com"),
        ("sam+news@yaho.com", "sam+news@yahoo.com"),
    ],
)
def test_one_slip_is_seen(typed: str, wanted: str) -> None:
    assert meant(typed) == wanted


@pytest.mark.parametrize(
    "typed",
    [
        *("sam@gmail.com", "sam@ymail.com", "sam@mail.com", "sam@example.org", "sam@wp.pl", "sam@op.pl"),
        *("sam@gmx.com", "sam@gnail.co", "sam@stmarys-school.example", "gmail.com@example.org"),
    ],
)
def test_what_may_well_be_right_is_left_alone(typed: str) -> None:
    assert meant(typed) == ""


def test_no_known_domain_is_taken_for_another() -> None:
    assert [domain for domain in KNOWN if meant(f"sam@{domain}")] == []
