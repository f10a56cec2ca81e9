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


class Proxies:
    """The networks of the reverse proxies that are trusted to say whose request they pass on."""

    def __init__(self, networks: Sequence[Network]) -> None:
        self._networks = networks
        self._ranges = [(int(one.network_address), int(one.netmask)) for one in networks if one.version == 4]

    def client(self, peer: str, forwarded_for: str) -> str:
        """The nearest address that is no trusted proxy.

        X-Forwarded-For is read from its end, and only while each hop is trusted: its beginning is anyone's to write.
        """
        nearest = peer
        for part in [peer, *reversed(forwarded_for.split(","))]:
            if hop := part.strip():
                if not self._has(hop):
                    return hop if _is_address(hop) else peer
                nearest = hop
        return nearest

    def _has(self, text: str) -> bool:
        number = _ipv4(text)
        if number is None:
            address = _parsed(text) if self._networks else None
            return address is not None and any(address in network for network in self._networks)
        return any([number & mask == start for start, mask in self._ranges])  # noqa: C419 - a generator takes longer


def _is_address(text: str) -> bool:
    return _ipv4(text) is not None or _parsed(text) is not None


def _ipv4(text: str) -> int | None:
    """The number of an IPv4 address; several times as quick as the library reads it, and as strict."""
    try:
        return int.from_bytes(socket.inet_pton(socket.AF_INET, text), "big")
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Any:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def network_of(address: str) -> str:
    """The network that one household or host has: IPv4 /32, IPv6 /64; "" for what is no address."""
    if _ipv4(address) is not None:
        return f"{address}/32"
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
