"""What the lane reads of a request: the same fields, host and scheme as Django, or it leaves the request alone."""

import random
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from tests.signing.lane.strangers import Stranger
from tests.signing.lane.ways import Headers, Scope
from undersigned.signing.lane.slots import Slotted, slot
from undersigned.signing.lane.wire import FORM, MOST_FIELDS, Unusual, fields_of, is_known, is_secure

PIECES = (
    "a", "b", "given_name", "=", "=", "&", "&", "+", "%20", "%", "%zz", "%C3%A9", "%E9", "%FF", "%26", "%3D",
    "%2", "é", "\u200d", "🙂", ";", "#", "?", " ", "%ED%A0%80", "%F0%9F%98", "%2B", "%25", "\r\n", "%0D%0A", "[]",
    "/", "x" * 50,
)  # fmt: skip


def scope(*headers: tuple[str, str], scheme: str = "http") -> Scope:
    return Scope("POST", "/p/library/sign", "", Headers(headers), scheme=scheme)


def last_values(body: bytes) -> dict[str, str]:
    return {name: str(value) for name, value in QueryDict(body).items()}


def read(body: bytes, kind: str = FORM) -> dict[str, str]:
    fields = dict(fields_of(scope(("content-type", kind)), body))
    fields.pop("", None)  # of && and the like, which nobody asks for
    return fields


def test_generated_bodies_hold_the_same_fields_as_for_django() -> None:
    chance = random.Random(11)  # noqa: S311
    for _ in range(4000):
        body = "".join(chance.choices(PIECES, k=chance.randrange(30))).encode()
        expected = last_values(body)
        expected.pop("", None)
        assert read(body) == expected, body


def test_what_strangers_send_holds_the_same_fields_or_is_left_alone() -> None:
    stranger, read_of_them = Stranger(12, is_public=False), 0
    for _ in range(1500):
        request = stranger.signing()
        try:
            found = dict(fields_of(Scope("POST", request.path, "", Headers(request.headers)), request.body))
        except Unusual:
            continue
        expected = last_values(request.body)
        found.setdefault("", "")
        assert found == {"": ""} | expected
        read_of_them += 1
    assert read_of_them > 1000


@pytest.mark.parametrize(
    "kind", [FORM, f"{FORM};charset=utf-8", f"{FORM}; charset=UTF-8", f"{FORM} ; charset=utf-8"]
)
def test_a_form_is_read_by_its_usual_types(kind: str) -> None:
    assert read(b"a=1&b=%C3%A9+x&a=2", kind) == {"a": "2", "b": "é x"}


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "multipart/form-data; boundary=x",
        f"{FORM}; charset=latin-1",
        f"{FORM}; charset=utf-7",
        f"{FORM};",
    ],
)
def test_what_is_no_usual_form_is_left_to_django(kind: str) -> None:
    with pytest.raises(Unusual):
        read(b"a=1", kind)


@pytest.mark.parametrize(
    "body", [b"a=\xff", b"\xc3", b"a=%00", b"a=\0", urlencode([("a", "")] * (MOST_FIELDS + 1)).encode()]
)
def test_what_is_odd_is_left_to_django(body: bytes) -> None:
    with pytest.raises(Unusual):
        read(body)


def test_two_content_types_are_none() -> None:
    with pytest.raises(Unusual):
        fields_of(scope(("content-type", FORM), ("content-type", "text/plain")), b"a=1")


def test_as_many_fields_as_may_be_are_read() -> None:
    assert len(read(urlencode([(f"a{n}", n) for n in range(MOST_FIELDS)]).encode())) == MOST_FIELDS


def test_nothing_at_all_is_a_form_without_fields() -> None:
    assert fields_of(scope(), b"") == {}


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:80", "127.0.0.1:8000", "[::1]", "[::1]:8000", "localhost."]
)
def test_the_site_is_known_by_its_hosts(host: str) -> None:
    assert is_known(host)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "localhost.evil.example", "localhost:80:80", "a b", "[::2]", "é", "127.0.0.1@evil"],
)
def test_other_hosts_are_not_this_site(host: str) -> None:
    assert not is_known(host)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_without_a_proxy_the_connection_tells_whether_it_is_encrypted(scheme: str) -> None:
    assert is_secure(scope(("x-forwarded-proto", "https"), scheme=scheme)) == (scheme == "https")


def test_a_page_is_cut_at_its_slots_and_filled_again() -> None:
    page = Slotted.cut(f"<p>{slot('email')}</p><i>{slot('waiting')}</i>{slot('email')}".encode())
    assert page.fill({"email": b"a&amp;b", "waiting": b"w"}) == b"<p>a&amp;b</p><i>w</i>a&amp;b"


def test_what_a_visitor_typed_is_never_a_slot() -> None:
    page = Slotted.cut(f"slot-email-0 slot-email- {slot('email')}".encode())
    assert page.fill({"email": slot("waiting").encode()}).count(b"slot-waiting-") == 1
    assert page.names == ("email",)


def test_a_page_without_slots_stays_as_it_is() -> None:
    assert Slotted.cut(b"plain").fill({}) == b"plain"


def test_a_body_that_was_too_long_to_be_read_is_not_an_empty_one() -> None:
    for length in ("70078", "many"):
        with pytest.raises(Unusual):
            fields_of(scope(("content-type", FORM), ("content-length", length)), b"")
    assert fields_of(scope(("content-length", "0")), b"") == {}
