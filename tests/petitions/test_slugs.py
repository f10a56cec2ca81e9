"""Addresses of petitions."""

from datetime import datetime

import pytest

from tests.people import ada_drafts
from undersigned.petitions.models import Slug
from undersigned.petitions.slugs import LONGEST, give, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("UK Home Secretary must act", "uk-home-secretary-must-act"),
        ("Let’s keep Sam's library!", "lets-keep-sams-library"),
        ("Sauvez l’école d’Évreux", "sauvez-lécole-dévreux"),
        ("أنقذوا المكتبة", "أنقذوا-المكتبة"),
        ("図書館を守ろう", "図書館を守ろう"),
        ("<script>alert(1)</script> ../../etc", "script-alert-1-script-etc"),
        ("— !!! —", "petition"),
        ("", "petition"),
    ],
)
def test_a_title_becomes_words_joined_by_hyphens(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_a_long_title_is_cut_at_a_word() -> None:
    slug = slug_of("The City Council of Somewhere must reopen the Riverside library before the winter comes")
    assert len(slug) <= LONGEST
    assert slug.endswith("-riverside")
    assert len(slug_of("x" * 300)) == LONGEST


@pytest.mark.django_db
def test_an_address_is_given_once(now: datetime) -> None:
    petitions = [ada_drafts(now) for _ in range(3)]
    slugs = [petition.slugs.get().slug for petition in petitions]
    assert slugs == [
        "the-city-council-must-reopen-the-riverside-library" + ending for ending in ("", "-2", "-3")
    ]


@pytest.mark.django_db
def test_a_number_at_the_end_never_makes_an_address_too_long(now: datetime) -> None:
    petition = ada_drafts(now)
    for language in ("cy", "de"):
        assert len(give(petition, title="x" * 80, language=language).slug) == LONGEST
    assert Slug.objects.filter(slug="x" * 58 + "-2").exists()
