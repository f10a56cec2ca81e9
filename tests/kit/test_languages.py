"""Languages by their codes."""

import pytest
from django.conf.locale import LANG_INFO

from undersigned.kit.languages import direction, known, own_name, with_territory


@pytest.mark.parametrize(
    ("code", "kept"),
    [("fr", "fr"), ("FR", "fr"), ("zh-Hant", "zh-hant"), ("pt-br", "pt-br"), ("ckb", "ckb"), ("gsw", "gsw")],
)
def test_a_language_is_kept_by_its_code_in_lower_case(code: str, kept: str) -> None:
    assert known(code) == kept


@pytest.mark.parametrize(
    "code",
    [
        "",
        "xx",
        "und",
        "root",
        "global",
        "f",
        "french",
        "fr_FR",
        "fr@euro",
        "fr.utf8",
        "fr-",
        "-fr",
        "fr\n",
        "fr\x00",
        "../fr",
        "fr/../../../etc/passwd",
        "ſr",
        "फ्र",
        "' OR 1=1",
        '"><script>',
        "fr" * 5000,
        "ar-latn",
    ],
)
def test_what_is_no_language_is_not_known_and_reads_from_the_left(code: str) -> None:
    assert known(code) == ""
    assert direction(code) == ("rtl" if code == "ar-latn" else "ltr")


# Django has Azerbaijani from the right, as it is written in Iran; with no more than "az" it is in Latin letters.
@pytest.mark.parametrize("code", [code for code in LANG_INFO if "bidi" in LANG_INFO[code] and code != "az"])
def test_every_language_that_django_names_is_written_the_way_it_says(code: str) -> None:
    assert direction(code) == ("rtl" if LANG_INFO[code]["bidi"] else "ltr")


@pytest.mark.parametrize("code", ["ckb", "yi", "sd", "ps", "dv", "pa-arab", "ar-xx", "HE"])
def test_languages_that_django_does_not_name_are_written_from_the_right_too(code: str) -> None:
    assert direction(code) == "rtl"


def test_a_language_is_called_as_its_speakers_do() -> None:
    assert [own_name(code) for code in ("fr", "cy", "he", "nl", "xx")] == [
        "français",
        "Cymraeg",
        "עברית",
        "Nederlands",
        "xx",
    ]


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("en", "en_GB"),
        ("fr", "fr_FR"),
        ("ar", "ar_EG"),
        ("cy", "cy_GB"),
        ("pt-br", "pt_BR"),
        ("zh-hant", "zh_TW"),
        ("zh", "zh_CN"),
        ("nonsense", ""),
    ],
)
def test_a_language_has_the_country_where_most_speak_it(code: str, written: str) -> None:
    assert with_territory(code) == written
