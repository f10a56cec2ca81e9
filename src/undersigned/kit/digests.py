"""Keyed digests: how an address or network is recognised again without being stored."""

import hashlib

from undersigned.kit import addresses
from undersigned.kit.keys import Key

DIGEST_BYTES = 16
NETWORK_BYTES = 8


def of_address(key: Key, canonical: str) -> bytes:
    """16 bytes that are the same for every spelling of one mailbox, and tell nothing without the key."""
    return of_address_under(address_secret(key), canonical)


def address_secret(key: Key) -> bytes:
    """What digests of addresses are made under: 32 bytes that nothing else can be made with."""
    return key.derived("address")


def of_address_under(secret: bytes, canonical: str) -> bytes:
    """The same digest, under what `address_secret` gave here or on another site."""
    return hashlib.blake2b(canonical.encode(), key=secret, digest_size=DIGEST_BYTES).digest()


def version(key: Key) -> int:
    """Which rules and which key made a digest: the address rules' version times 256, plus the key's number."""
    return addresses.RULES_VERSION * 256 + key.id


def of_network(day_key: bytes, network: str) -> bytes:
    """8 bytes that tell networks of one day apart; once the day's key is deleted they mean nothing."""
    return hashlib.blake2b(network.encode(), key=day_key, digest_size=NETWORK_BYTES).digest()
