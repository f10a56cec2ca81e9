"""An index added beside writers is there afterwards, also when an earlier try was interrupted."""

import pytest
from django.db import connection
from django.db.migrations.state import ProjectState
from django.db.models import Index

from undersigned.ops.indexes import AddIndexBesideWriters
from undersigned.signing.models import Tally

NAME = "tally_tried_twice"


def indexes() -> list[str]:
    with connection.cursor() as cursor:
        return list(connection.introspection.get_constraints(cursor, Tally._meta.db_table))


@pytest.mark.django_db(transaction=True)
def test_an_index_is_built_over_what_an_earlier_try_left_and_taken_away_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {NAME} ON {Tally._meta.db_table} (kind)")
    before = ProjectState.from_apps(Tally._meta.apps)
    after = before.clone()
    adding = AddIndexBesideWriters("tally", Index(fields=["petition", "-peak"], name=NAME))
    adding.state_forwards("signing", after)
    with connection.schema_editor(atomic=False) as editor:
        adding.database_forwards("signing", editor, before, after)
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Tally._meta.db_table)[NAME]
    assert found["columns"] == ["petition_id", "peak"]
    with connection.schema_editor(atomic=False) as editor:
        adding.database_backwards("signing", editor, after, before)
    assert NAME not in indexes()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_go_on_while_an_index_is_built_on_postgres() -> None:
    adding = AddIndexBesideWriters("tally", Index(fields=["petition", "-peak"], name=NAME))
    before = ProjectState.from_apps(Tally._meta.apps)
    after = before.clone()
    adding.state_forwards("signing", after)
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        adding.database_forwards("signing", editor, before, after)
    assert [sql.split(" ON ")[0] for sql in editor.collected_sql] == [
        f'DROP INDEX CONCURRENTLY IF EXISTS "{NAME}";',
        f'CREATE INDEX CONCURRENTLY "{NAME}"',
    ]
