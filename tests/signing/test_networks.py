"""Where a request came from: the forged header, the proxy in between, and the digest of a day."""

from datetime import date
from ipaddress import ip_network

import pytest

from undersigned.signing import networks
from undersigned.signing.models import NetworkKey
from undersigned.signing.networks import Proxies, network_digest, network_of

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "garbage", "10.0.0.1"),
        ("fd00::1", "2001:db8::9", "2001:db8::9"),
    ],
)
def test_the_client_is_the_nearest_hop_that_is_no_proxy(peer: str, forwarded: str, client: str) -> None:
    assert Proxies(PROXIES).client(peer, forwarded) == client


def test_without_trusted_proxies_no_header_is_believed() -> None:
    assert Proxies(()).client("127.0.0.1", "198.51.100.1") == "127.0.0.1"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_network_is_one_household(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.django_db
def test_a_network_is_recognised_on_its_day_alone() -> None:
    networks.day_key.cache_clear()
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    digest = network_digest("203.0.113.7/32", day=monday)
    assert digest is not None
    assert len(digest) == 8
    assert network_digest("203.0.113.7/32", day=monday) == digest
    assert network_digest("203.0.113.8/32", day=monday) != digest
    assert network_digest("203.0.113.7/32", day=tuesday) != digest
    assert network_digest("", day=monday) is None
    assert NetworkKey.objects.count() == 2
    networks.day_key.cache_clear()
