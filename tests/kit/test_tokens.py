"""Link tokens: sealed, expiring, for one purpose, and safe in any mail reader."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.kit import keys, tokens
from undersigned.kit.tokens import TokenExpired, TokenRefused

RING = keys.parse(keys.new_entry(), name="link")
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ROW = uuid.UUID(int=7)


def minted(**changes: object) -> str:
    facts = {"serial": 0, "expires_at": NOW + timedelta(days=30)} | changes
    return tokens.mint(RING.current, "confirm", ROW, **facts)  # type: ignore[arg-type]


def test_a_token_says_which_row_and_serial() -> None:
    opened = tokens.read(RING, "confirm", minted(serial=3), now=NOW)
    assert (opened.row_id, opened.serial, opened.expires_at) == (ROW, 3, NOW + timedelta(days=30))


def test_a_token_stands_whole_on_a_mail_line() -> None:
    for _ in range(200):
        assert re.fullmatch(r"[A-Za-z0-9_-]{60,75}[A-Za-z0-9]", minted())


def test_a_token_ends_at_its_time() -> None:
    token = minted()
    tokens.read(RING, "confirm", token, now=NOW + timedelta(days=30, seconds=-1))
    with pytest.raises(TokenExpired):
        tokens.read(RING, "confirm", token, now=NOW + timedelta(days=30))


def test_a_token_of_one_purpose_opens_nothing_else() -> None:
    with pytest.raises(TokenRefused):
        tokens.read(RING, "mine", minted(), now=NOW)


@given(st.text(max_size=300) | st.from_regex(r"[A-Za-z0-9_-]{60,80}", fullmatch=True))
def test_no_other_text_is_a_token(text: str) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(RING, "confirm", text, now=NOW)


@given(st.integers(min_value=0), st.sampled_from("ABCabc019_-"))
def test_no_changed_token_is_a_token(position: int, letter: str) -> None:
    token = minted()
    place = position % (len(token) - 1)  # the last letter carries unused bits
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(TokenRefused):
            tokens.read(RING, "confirm", changed, now=NOW)
