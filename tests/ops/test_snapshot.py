"""What is read in a snapshot is of one moment, and nobody waits for it."""

import threading
from datetime import datetime

import pytest
from django.db import connection

from undersigned.ops.bulk import write_new
from undersigned.ops.models import Switch
from undersigned.ops.snapshot import snapshot, stream

SQL = "SELECT name FROM ops_switch ORDER BY name"


def elsewhere(act: object) -> None:
    """Do it on another connection, to its end."""

    def run() -> None:
        act()  # type: ignore[operator]
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_others_write_meanwhile_is_not_seen(now: datetime) -> None:
    Switch.objects.create(name="a", value="1", changed_at=now)
    with snapshot():
        assert [row for part in stream(SQL, []) for row in part] == [("a",)]
        elsewhere(lambda: Switch.objects.create(name="b", value="1", changed_at=now))
        assert [row for part in stream(SQL, []) for row in part] == [("a",)]
    assert Switch.objects.count() == 2


@pytest.mark.django_db
def test_rows_are_written_by_the_thousand(now: datetime) -> None:
    write_new(Switch, ("name", "value", "changed_at"), ((f"{n:05d}", "é\t\\", now) for n in range(3000)))
    assert Switch.objects.filter(value="é\t\\", changed_at=now).count() == 3000
    with snapshot():
        assert [len(part) for part in stream(SQL, [])] == [2000, 1000]
