"""What every page needs is kept in memory for two seconds, whatever the database does meanwhile."""

import threading

import pytest
from django.db import OperationalError, connection

from undersigned.site.memory import FRESH_FOR, Memory
from undersigned.site.models import KeptIdentity


class Clock:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Source:
    """Something to read that counts how often it is read."""

    def __init__(self, value: str) -> None:
        self.value = value
        self.reads = 0
        self.is_away = False

    def __call__(self) -> str:
        self.reads += 1
        if self.is_away:
            raise OperationalError
        return self.value


def test_it_is_read_once_in_two_seconds_and_then_again() -> None:
    clock, source = Clock(), Source("first")
    memory = Memory(source, otherwise="nothing", clock=clock)
    assert [memory.get() for _ in range(100)] == ["first"] * 100
    source.value = "second"
    clock.seconds += FRESH_FOR - 0.01
    assert memory.get() == "first"
    clock.seconds += 0.01
    assert memory.get() == "second"
    assert source.reads == 2


def test_a_change_of_this_process_is_in_force_at_once() -> None:
    source = Source("first")
    memory = Memory(source, otherwise="nothing")
    memory.get()
    source.value = "second"
    memory.forget()
    assert memory.get() == "second"


def test_while_the_database_is_away_the_last_value_holds_and_it_is_not_asked_at_every_page() -> None:
    clock, source = Clock(), Source("first")
    memory = Memory(source, otherwise="nothing", clock=clock)
    memory.get()
    source.is_away = True
    clock.seconds += FRESH_FOR
    assert [memory.get() for _ in range(10)] == ["first"] * 10
    assert source.reads == 2


def test_before_anything_was_read_the_other_value_holds() -> None:
    source = Source("first")
    source.is_away = True
    assert Memory(source, otherwise="nothing").get() == "nothing"


def test_while_one_reads_again_the_others_do_not_wait() -> None:
    clock = Clock()
    asked, answer = threading.Event(), threading.Event()

    def read() -> str:
        if memory_has_first:
            asked.set()
            assert answer.wait(10)
            return "second"
        return "first"

    memory_has_first = False
    memory = Memory(read, otherwise="nothing", clock=clock)
    assert memory.get() == "first"
    memory_has_first = True
    clock.seconds += FRESH_FOR
    reader = threading.Thread(target=memory.get)
    reader.start()
    assert asked.wait(10)
    assert memory.get() == "first"
    answer.set()
    reader.join(10)
    assert memory.get() == "second"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_held_no_connection_holds_none_afterwards() -> None:
    held = []

    def look() -> None:
        Memory(KeptIdentity.objects.first, otherwise=None).get()
        held.append(connection.connection)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join(10)
    assert held == [None]
