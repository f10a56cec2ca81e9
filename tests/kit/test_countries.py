"""Countries in the reader's language."""

from undersigned.kit import countries


def test_every_country_has_a_name_in_every_language() -> None:
    for language in ("en", "fr"):
        listed = countries.names(language)
        assert len(listed) == len(countries.CODES) == 250
        assert all(len(code) == 2 and len(name) > 2 for code, name in listed)


def test_accents_do_not_send_a_country_to_the_end() -> None:
    names = [name for _, name in countries.names("fr")]
    assert names.index("États-Unis") < names.index("Finlande")


def test_groups_and_unknown_codes_are_no_countries() -> None:
    assert {"EU", "UN", "ZZ", "XX"}.isdisjoint(countries.CODES)
    assert countries.name("EU", "en") == countries.name("", "en") == ""
    assert countries.name("GB", "fr") == "Royaume-Uni"
