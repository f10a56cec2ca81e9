"""Using a petition again, and templates."""

from datetime import datetime

import pytest

from tests.people import ada_drafts, ada_opens, signs
from undersigned.people.models import Team
from undersigned.petitions import actions
from undersigned.petitions.copying import mark_template, use_again
from undersigned.petitions.drafting import as_typed
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Petition
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db


def test_a_copy_has_words_fields_and_picture_and_no_signature(now: datetime) -> None:
    team = Team.objects.create(name="Riverside Readers", created_at=now)
    petition = ada_opens(now, asks_postal_code=True, country="GB")
    Petition.objects.filter(pk=petition.pk).update(picture="ab12", picture_alt="A hall", picture_width=8)
    petition.refresh_from_db()
    signs(petition, now)
    copy = use_again(petition, team=team, now=now).petition
    assert (copy.state, copy.team, copy.picture, copy.picture_alt) == ("draft", team, "ab12", "A hall")
    assert as_typed(copy) == as_typed(petition)
    assert not Signature.objects.filter(petition=copy).exists()
    assert copy.slugs.get().slug != petition.slugs.get().slug
    assert bytes(copy.data_key.wrapped) != bytes(petition.data_key.wrapped)
    assert actions.publish(copy, now=now).state == "open"


def test_a_template_begins_others_and_does_not_open(now: datetime) -> None:
    petition = ada_drafts(now)
    mark_template(petition, is_template=True, now=now)
    with pytest.raises(MoveRefused) as refused:
        actions.publish(petition, now=now)
    assert refused.value.code == "template"
    copy = use_again(petition, team=petition.team, now=now)
    assert not copy.is_template
    actions.publish(copy.petition, now=now)
    mark_template(petition, is_template=False, now=now)
    actions.publish(petition, now=now)
    with pytest.raises(MoveRefused):
        mark_template(petition, is_template=True, now=now)
