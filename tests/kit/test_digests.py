"""Keyed digests: one mailbox, one digest, and nothing without the key."""

from undersigned.kit import digests, keys
from undersigned.kit.addresses import RULES_VERSION

KEY = keys.parse(keys.new_entry(2), name="digest").current
OTHER = keys.parse(keys.new_entry(3), name="digest").current


def test_a_digest_is_sixteen_bytes_that_depend_on_the_key() -> None:
    assert len(digests.of_address(KEY, "sam@example.org")) == 16
    assert digests.of_address(KEY, "sam@example.org") == digests.of_address(KEY, "sam@example.org")
    assert digests.of_address(KEY, "sam@example.org") != digests.of_address(OTHER, "sam@example.org")


def test_a_digest_says_which_rules_and_key_made_it() -> None:
    assert digests.version(KEY) == RULES_VERSION * 256 + 2
