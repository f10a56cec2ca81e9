"""Telephone numbers in one form."""

import pytest

from undersigned.kit.phones import PhoneRefused, normalised


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("020 7946 0018", "GB", "+442079460018"),
        ("+44 (0)20 7946 0018", "FR", "+442079460018"),
        ("0044 20 7946 0018", "DE", "+442079460018"),
        ("٠٢٠ ٧٩٤٦ ٠٠١٨", "GB", "+442079460018"),
        ("  030/901820 ", "DE", "+4930901820"),
    ],
)
def test_a_number_is_kept_in_one_form_however_it_is_written(typed: str, country: str, kept: str) -> None:
    assert normalised(typed, country) == kept


@pytest.mark.parametrize(
    ("typed", "country", "reason"),
    [
        ("020 7946 0018", "", "number"),
        ("12", "GB", "number"),
        ("+44 20 7946 0018 ext. 5", "GB", "number"),
        ("=cmd|' /C calc'!A0", "GB", "number"),
        ("+" + "4" * 39, "GB", "number"),
        ("0" * 41, "GB", "too-long"),
        ("sam@example.org", "GB", "number"),
    ],
)
def test_what_cannot_be_called_is_refused(typed: str, country: str, reason: str) -> None:
    with pytest.raises(PhoneRefused, match=reason):
        normalised(typed, country)
