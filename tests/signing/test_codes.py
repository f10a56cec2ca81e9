"""The six-digit code: who has it, how long, and how often it can be guessed."""

import unicodedata
from datetime import datetime, timedelta

import pytest

from tests.people import ada_opens, signs
from undersigned.kit.keys import Key, Keyring
from undersigned.mailing.kinds import kind_of
from undersigned.mailing.models import Message
from undersigned.ops import keyring
from undersigned.signing.codes import TRIES_A_DAY, as_digits, code_of, is_right
from undersigned.signing.intake import mail_key
from undersigned.signing.models import CodeTries, Signature

pytestmark = pytest.mark.django_db
KEY, OTHER = bytes(range(22)), bytes(range(1, 23))


def test_the_halves_of_the_code_keep_their_order_also_in_a_line_that_runs_from_the_right(
    now: datetime,
) -> None:
    signature = signs(ada_opens(now), now)
    Signature.objects.update(language="ar")
    [mail] = kind_of("confirm").render(list(Message.objects.all()), now=now).values()
    code = code_of(mail_key(signature.address_digest, signature.petition_id, 1), day=now.date())
    written = f"{code[:3]}\u00a0{code[3:]}"
    assert written in mail.text
    assert written in mail.html.replace("&nbsp;", "\u00a0")
    assert as_digits(written) == code
    # A space that separates numbers, to the rules of writing in two directions, so that they stay one number.
    assert unicodedata.bidirectional("\u00a0") == "CS"


def test_the_code_of_today_and_yesterday_is_right(now: datetime) -> None:
    code = code_of(KEY, day=now.date())
    assert len(code) == 6
    assert code.isdigit()
    assert is_right(KEY, code, now=now)
    assert is_right(KEY, f"{code[:3]} {code[3:]}", now=now + timedelta(days=1))
    assert not is_right(KEY, code, now=now + timedelta(days=2))


def test_a_code_is_right_for_one_address_petition_and_ask_alone(now: datetime) -> None:
    assert not is_right(OTHER, code_of(KEY, day=now.date()), now=now)


def test_after_a_few_tries_even_the_right_code_is_refused_until_tomorrow(now: datetime) -> None:
    code = code_of(KEY, day=now.date())
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(TRIES_A_DAY):
        assert not is_right(KEY, wrong, now=now)
    assert not is_right(KEY, code, now=now)
    assert is_right(OTHER, code_of(OTHER, day=now.date()), now=now)
    assert is_right(KEY, code, now=now + timedelta(days=1))


def test_tries_are_counted_whether_such_a_signature_is_there_or_not(now: datetime) -> None:
    ada_opens(now)
    is_right(KEY, "000000", now=now)
    is_right(KEY, "000000", now=now)
    assert CodeTries.objects.get().tries == 2


def test_digits_of_every_script_are_digits() -> None:
    assert as_digits("٤٨٢ ٩١٣") == as_digits("482-913") == "482913"
    assert as_digits("x" * 100_000) == ""


def test_a_code_that_left_before_a_rotation_stays_good(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of(KEY, day=now.date())
    old = keyring.keyring("link")
    newer = Keyring((*old.keys, Key(max(key.id for key in old.keys) + 1, bytes(32))))
    monkeypatch.setattr(keyring, "keyring", {"link": newer}.__getitem__)
    assert code_of(KEY, day=now.date()) != code
    assert is_right(KEY, code, now=now)
