"""Nothing of a petition is forgotten: each table and column goes along, or is named with the reason why not."""

import re

from django.apps import apps
from django.db import models

from tests.house.sources import ROOT
from undersigned.signing.archive.tables import STAYS, TABLES

DESCRIBED = (ROOT / "docs" / "archive-format.md").read_text()


def own_models() -> dict[str, type[models.Model]]:
    return {
        model._meta.label: model for model in apps.get_models() if model.__module__.startswith("undersigned.")
    }


def test_each_table_of_ours_goes_along_or_stays_for_a_reason() -> None:
    taken = {table.model._meta.label for table in TABLES}
    assert not taken & STAYS.keys()
    assert taken | STAYS.keys() == own_models().keys()
    assert all(len(reason) > 5 for reason in STAYS.values())


def test_what_is_left_out_of_a_table_is_there_and_has_a_reason() -> None:
    for table in TABLES:
        columns = {field.name for field in table.model._meta.concrete_fields}
        assert table.left_out.keys() <= columns, table.name
        assert all(len(reason) > 5 for reason in table.left_out.values())


def test_each_foreign_key_leads_somewhere_that_is_there_when_it_is_read() -> None:
    before: set[str] = set()
    for table in TABLES:
        for field in table.fields():
            if isinstance(field, models.ForeignKey):
                other = table.refers[field.name]
                assert other in before or (other == "" and field.name == table.through[0]), field
        before.add(table.name)


def test_the_description_names_each_table_and_column() -> None:
    for table in TABLES:
        section = re.search(rf"^### {table.name}$(.*?)(?=^##|\Z)", DESCRIBED, re.MULTILINE | re.DOTALL)
        assert section, table.name
        missing = [
            field.name
            for field in (*table.fields(), *(table.model._meta.get_field(name) for name in table.left_out))
            if f"`{field.name}`" not in section.group(1)
        ]
        assert not missing, (table.name, missing)


def test_the_description_names_what_stays() -> None:
    for label in STAYS:
        assert f"`{label}`" in DESCRIBED, label
