"""What holds for every test of archives."""
# ruff: noqa: PLC0415 - this file is read before Django is set up

import pytest


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that costs nothing to open with; tests/journeys/test_moving.py pays what it costs."""
    from undersigned.kit import locked

    monkeypatch.setattr(locked, "COST", 2)
