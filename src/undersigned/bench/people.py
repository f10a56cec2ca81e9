"""The signers of the benchmark: each a new person with a name, an address and a client address of their own."""

from dataclasses import dataclass
from urllib.parse import urlencode

GIVEN = ("Ada", "Sam", "Mo", "Dee", "Zed", "Noor", "Ines", "Kofi", "Lena", "Yusuf", "Małgorzata", "Siân")
FAMILY = ("Okafor", "Smith", "García", "Müller", "Kowalska", "Haddad", "Rossi", "Dubois", "Jones", "Levi")
COUNTRIES = ("GB",) * 12 + ("FR", "DE", "ES", "IT", "PL", "IE", "US", "NL")
COMMENT = "My children learned to read there, and I would like others to have the same. Please listen to us."
ACCEPTS = b"Accept-Encoding: gzip, deflate, br\r\n"
FILLED_FROM = 20_000_000  # the people of a filling, far from those who sign over HTTP
MOST = 1 << 24  # as many client addresses there are in 10.0.0.0/8


@dataclass(frozen=True, slots=True)
class Person:
    """Who signs, as a person would type it; the same number gives the same person on every machine."""

    number: int

    @property
    def given_name(self) -> str:
        return GIVEN[self.number % len(GIVEN)]

    @property
    def family_name(self) -> str:
        return f"{FAMILY[self.number % len(FAMILY)]}-{in_letters(self.number)}"

    @property
    def email(self) -> str:
        return f"signer.{in_letters(self.number)}{self.number % 100:02}@example.org"

    @property
    def country(self) -> str:
        return COUNTRIES[self.number * 7 % len(COUNTRIES)]

    @property
    def postal_code(self) -> str:
        """A code of which the first half names the district, wherever they live."""
        return f"LS{self.number % 28 + 1} {self.number % 9 + 1}UR"

    @property
    def shows_name(self) -> bool:
        """Every other shows their name."""
        return self.number % 2 == 0

    @property
    def comment(self) -> str:
        """One in eight says why."""
        return COMMENT[: 40 + self.number % 60] if self.number % 8 == 0 else ""

    @property
    def wants_updates(self) -> bool:
        """One in three ticks the box."""
        return self.number % 3 == 0

    @property
    def client(self) -> str:
        """An address that nobody else signs from."""
        return f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"

    def form(self) -> bytes:
        """The form as a browser posts it."""
        fields = {
            "given_name": self.given_name,
            "family_name": self.family_name,
            "email": self.email,
            "country": self.country,
            "postal_code": "",
            "comment": self.comment,
        }
        boxes = {"show_name": self.shows_name, "updates": self.wants_updates}
        return urlencode(fields | {name: "on" for name, is_on in boxes.items() if is_on}).encode()


def in_letters(number: int) -> str:
    """The number in letters, as a name may hold: 0 is "a", 26 is "ba"."""
    letters = chr(97 + number % 26)
    while number := number // 26:
        letters = chr(97 + number % 26) + letters
    return letters


def signs(person: Person, slug: str, port: int) -> bytes:
    """The whole request with which a person signs."""
    return post(f"/p/{slug}/sign", person.form(), port, client=person.client)


def post(path: str, body: bytes, port: int, *, client: str) -> bytes:
    """A whole POST of a form."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Forwarded-For: {client}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    ).encode() + ACCEPTS + b"\r\n" + body  # fmt: skip


def get(path: str, port: int, *, client: str = "10.0.0.1", extra: str = "") -> bytes:
    """A whole GET."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Forwarded-For: {client}\r\n{extra}"
    ).encode() + ACCEPTS + b"\r\n"  # fmt: skip
