"""Where a request came from: the client's address behind trusted proxies, and the digest of its network."""

import ipaddress
import os
import socket
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from undersigned.kit.digests import of_network
from undersigned.kit.keys import SECRET_BYTES
from undersigned.kit.seal import seal, unseal
from undersigned.ops import keyring
from undersigned.ops.rows import insert_new
from undersigned.signing.models import NetworkKey

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The nearest address that is no trusted proxy.

    X-Forwarded-For is read from its end, and only while each hop is trusted: its beginning is anyone's to write.
    """
    hops = [peer, *(hop.strip() for hop in reversed(forwarded_for.split(",")) if hop.strip())]
    for hop in hops:
        if not _is_within(hop, trusted):
            return hop if _parsed(hop) else peer
    return hops[-1]


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Any:
    try:
        # Several times as quick as reading the text in Python, and as strict.
        return ipaddress.IPv4Address(socket.inet_pton(socket.AF_INET, text))
    except (OSError, ValueError):
        pass
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_within(text: str, networks: Sequence[Network]) -> bool:
    address = _parsed(text) if networks else None
    return address is not None and any(address in network for network in networks)


def network_of(address: str) -> str:
    """The network that one household or host has: IPv4 /32, IPv6 /64; "" for what is no address."""
    parsed = _parsed(address)
    if parsed is None:
        return ""
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return f"{parsed}/32" if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))


def network_digest(network: str, *, day: date) -> bytes | None:
    """8 bytes that recognise the network on this day and the days its key is kept; None for no network."""
    return of_network(day_key(day), network) if network else None


@lru_cache(maxsize=4)
def day_key(day: date) -> bytes:
    """The 32 bytes under which one day's networks are digested; made by whoever asks first."""
    place = f"network key of {day}".encode()
    wrapped = seal(keyring.current("sealing"), os.urandom(SECRET_BYTES), bound_to=place)
    insert_new([NetworkKey(day=day, wrapped=wrapped)])  # whichever process is first makes the day's key
    stored = NetworkKey.objects.get(pk=day)
    return unseal(keyring.keyring("sealing"), bytes(stored.wrapped), bound_to=place)
