"""Requests as strangers send them, from a seed: good, bad, hostile, huge, and in every encoding there is."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_plus, urlencode

from tests.signing.lane.words import (
    BAD_EMAILS,
    BAD_HOSTS,
    BOXES,
    CHOICES,
    COMMENTS,
    COUNTRIES,
    DOMAINS,
    FORM,
    GOOD_HOSTS,
    IDN,
    KINDS,
    NAMES,
    NETWORKS,
    NUMBERS,
    PARTNERS,
    PHONES,
    PREFIXES,
    RARE_SLUGS,
    SHOWN,
    SLIPS,
    SLUGS,
    SOURCES,
)

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """One request. With `link` the path is that of the private link of the signature of that number."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    link: "Link | None" = None


@dataclass(frozen=True, slots=True)
class Link:
    """A private link: whose, how far its serial and its days are off, and what was done to its text."""

    row: int
    serial: int = 0
    days: float = 30
    mangled: str = ""


class Stranger:
    """Makes one request after the other; `is_public` for a site that has a public address and proxies."""

    def __init__(self, seed: int, *, is_public: bool) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - nothing secret
        self.is_public = is_public
        self._made = 0
        self._emails: list[str] = []

    def one_of(self, values: Sequence[str]) -> str:
        return self.chance.choice(values)

    def at_times(self, part: float) -> bool:
        return self.chance.random() < part

    def signing(self) -> Request:
        """A post of the form, or something like one."""
        slug = self.one_of(RARE_SLUGS) if self.at_times(0.08) else self.one_of(SLUGS)
        method = (
            self.one_of(("GET", "HEAD", "PUT", "DELETE", "post", "OPTIONS", "PATCH"))
            if self.at_times(0.03)
            else "POST"
        )
        kind, body = self._body(self._fields(slug))
        headers = [("host", self._host()), *self._surroundings(slug)]
        if kind or self.at_times(0.5):
            headers.append(("content-type", kind))
        if self.at_times(0.01):
            headers.append(("content-type", "text/plain"))
        headers.append(("content-length", str(len(body))))
        query = self.one_of(("s=flyer", "next=//evil", "%FF", "")) if self.at_times(0.05) else ""
        return Request(method, f"{self.one_of(PREFIXES)}/p/{slug}/sign", query, tuple(headers), body)

    def reading(self) -> Request:
        """Someone asks for a page."""
        slug = self.one_of(RARE_SLUGS) if self.at_times(0.25) else self.one_of(SLUGS)
        page = self.one_of(("", "", "/count.json", "/standing", "/sign", "/signers", "/code", "/"))
        method = (
            self.one_of(("HEAD", "HEAD", "OPTIONS", "PUT", "get", "POST")) if self.at_times(0.25) else "GET"
        )
        headers = [("host", self._host())]
        if self.at_times(0.4):
            headers.append(
                (
                    "accept-encoding",
                    self.one_of(("gzip", "br", "gzip, br", "gzip;q=0", "*", "identity", "deflate")),
                )
            )
        if self.at_times(0.2):
            headers.append(("if-none-match", self.one_of(("*", '"x"', 'W/"x", "y"', "", "x", ","))))
        query = self.one_of(("", "", "s=flyer", "page=2", "s=%FF&s", "text=9"))
        return Request(method, f"{self.one_of(PREFIXES)}/p/{slug}{page}", query, tuple(headers), b"")

    def confirming(self, rows: int) -> Request:
        """Someone opens, or posts to, a private link."""
        link = Link(self.chance.randrange(rows))
        if self.at_times(0.25):
            link = Link(
                link.row,
                serial=self.chance.choice((0, 0, 1, 7)),
                days=self.chance.choice((30, 30, 1, 0.001, -1, -40)),
                mangled=self.one_of(("", "", "cut", "longer", "swapped", "other", "mine")),
            )
        method = self.one_of(("GET", "HEAD", "PUT", "DELETE")) if self.at_times(0.25) else "POST"
        kind, body = FORM, b""
        if method == "POST" and self.at_times(0.6):
            kind, body = self._body(self._choices())
        headers = [("host", self._host()), ("content-length", str(len(body)))]
        if kind and (body or self.at_times(0.8)):
            headers.append(("content-type", kind))
        if self.at_times(0.1):
            headers += self._surroundings("open")
        ending = self.one_of(("/withdraw", "/not-me", "/", "/lane")) if self.at_times(0.03) else ""
        return Request(method, self.one_of(PREFIXES) + "/c/%s" + ending, "", tuple(headers), body, link)

    def _host(self) -> str:
        if self.at_times(0.03):
            return self.one_of(BAD_HOSTS)
        return self.one_of(
            ("petitions.example.org", "petitions.example.org:443") if self.is_public else GOOD_HOSTS
        )

    def _surroundings(self, slug: str) -> Pairs:
        headers: Pairs = []
        if self.at_times(0.01):
            headers.append(("host", self.one_of(GOOD_HOSTS)))
        for _ in range(2):
            if self.at_times(0.3):
                headers.append(("x-forwarded-for", self.one_of(NETWORKS)))
        if self.at_times(0.05):
            headers.append(("x_forwarded_for", "192.0.2.1"))
        if self.at_times(0.2):
            headers.append(
                (
                    "x-forwarded-proto",
                    self.one_of(("https", "http", "HTTPS", "https, http", "http,https", "")),
                )
            )
        if self.at_times(0.05):
            headers.append(
                (self.one_of(("via", "forwarded", "x-real-ip", "cookie", "accept-language")), "fr")
            )
        if self.at_times(0.3):
            headers.append(("referer", self._referer(slug)))
        if self.at_times(0.2):
            headers.append(("accept-encoding", "gzip, br"))
        return headers

    def _referer(self, slug: str) -> str:
        host = self.one_of((*GOOD_HOSTS[:2], "petitions.example.org", "evil.example", "[", "é"))
        code = self.one_of(("flyer", "FLYER", "x" * 33, "a b", "", "a&s=b", "%00", "é", "s=", "mail-2"))
        return f"{self.one_of(('http', 'https', ''))}://{host}/p/{slug}?{self.one_of(('s', 's', 'xs', 'a=1&s'))}={code}"

    def _email(self) -> str:
        self._made += 1
        fresh = f"{self.one_of(('sam', 'Sam.O', 's-a_m', 'o+tag'))}{self._made}"
        draw = self.chance.random()
        if draw < 0.12 and self._emails:
            known = self.one_of(self._emails)
            return self.chance.choice((str.upper, str.lower, str.title, lambda text: f" {text}\n"))(known)
        if draw < 0.20:
            return self.one_of(BAD_EMAILS)
        if draw < 0.24:
            return f"{fresh}@{self.one_of(SLIPS)}"
        if draw < 0.30:
            return f"{fresh}@{self.one_of(IDN)}"
        if draw < 0.33:
            return f"{self.one_of(('é', 'ｓam', 'ßam', 'İ'))}{self._made}@example.org"
        email = f"{fresh}@{self.one_of(DOMAINS)}"
        self._emails.append(email)
        return email

    def _fields(self, slug: str) -> Pairs:
        fields = [
            ("given_name", "Sam"),
            ("family_name", "Okafor"),
            ("email", self._email()),
            ("country", "GB"),
        ]
        fields += [("text", "3"), ("notice", "2"), ("postal_code", "SW1A 1AA")]
        if self.at_times(0.5):
            fields = [field for field in fields if field[0] not in ("text", "notice")]
        fields += self._boxes()
        fields += self._answers() if slug == "asking" or self.at_times(0.1) else []
        odd: dict[str, Sequence[str]] = {
            **({"question_2": COMMENTS, "phone": PHONES} if slug == "asking" else {}),
            "given_name": NAMES,
            "family_name": NAMES,
            "postal_code": NAMES,
            "comment": COMMENTS,
            "country": COUNTRIES,
            "show_name": BOXES,
            "updates": BOXES,
            **dict.fromkeys(PARTNERS, BOXES),
            "partners": SHOWN,
            "text": NUMBERS,
            "notice": NUMBERS,
            "source": SOURCES,
        }
        return self._made_odd(fields, odd)

    def _choices(self) -> Pairs:
        fields = [("form", "1"), ("given_name", "Samuel"), ("family_name", ""), ("comment", "")]
        fields += [("partners", "1,3"), *self._boxes()] if self.at_times(0.7) else []
        fields += [("questions", "1"), *self._answers()] if self.at_times(0.3) else []
        odd: dict[str, Sequence[str]] = {
            "given_name": NAMES,
            "family_name": NAMES,
            "comment": COMMENTS,
            "show_name": BOXES,
            "updates": BOXES,
            **dict.fromkeys(PARTNERS, BOXES),
            "partners": SHOWN,
            "form": BOXES,
            "country": COUNTRIES,
            "email": ("zed@example.org",),
            "postal_code": NAMES,
        }
        return self._made_odd(fields, odd)

    def _boxes(self) -> Pairs:
        """Some of the partners' boxes, of those who are there, are gone, or never were."""
        return [(name, "on") for name in PARTNERS if self.at_times(0.3)]

    def _answers(self) -> Pairs:
        """To what the petition asks, to what it asks no more, and to what nobody ever asked."""
        typed = {
            "phone": PHONES,
            "question_2": ("Riverside", "Riverside", *COMMENTS),
            "question_3": COMMENTS,
            "question_4": CHOICES,
            "question_5_1": BOXES,
            "question_5_3": BOXES,
            "question_5_9": BOXES,
            "question_6": ("yes", "yes", "no", *CHOICES),
            "question_7": COMMENTS,
            "question_5": CHOICES,
        }
        return [(name, self.one_of(values)) for name, values in typed.items() if self.at_times(0.9)]

    def _made_odd(self, fields: Pairs, odd: dict[str, Sequence[str]]) -> Pairs:
        for _ in range(self.chance.choice((0, 0, 1, 1, 2, 3))):
            name = self.one_of(tuple(odd))
            fields = [
                field for field in fields if field[0] != name or self.at_times(0.2)
            ]  # else it is there twice
            fields.insert(self.chance.randrange(len(fields) + 1), (name, self.one_of(odd[name])))
        if self.at_times(0.05):
            del fields[self.chance.randrange(len(fields))]
        if self.at_times(0.05):
            self.chance.shuffle(fields)
        if self.at_times(0.03):
            fields.append(
                (self.one_of(("", " ", "email ", "EMAIL", "email[]", "é", "\x00", "given_name\x00")), "x")
            )
        if self.at_times(0.02):
            fields += [
                (f"more{n}", "")
                for n in range(self.chance.choice((50, 120 - len(fields), 121 - len(fields), 200)))
            ]
        return fields

    def _body(self, fields: Pairs) -> tuple[str, bytes]:
        ways: dict[Callable[[Pairs], tuple[str, bytes]], int] = {
            lambda pairs: (FORM, urlencode(pairs).encode()): 70,
            lambda pairs: (FORM + ";charset=utf-8", _joined(pairs, quote)): 5,
            lambda pairs: (FORM, _joined(pairs, lambda text: quote(text, safe="@ +%").lower())): 5,
            lambda pairs: (FORM, _joined(pairs, lambda text: text)): 3,  # as it is, in UTF-8
            lambda pairs: (FORM, _bare(pairs).encode("latin-1", "replace")): 3,
            lambda pairs: (FORM, self._broken(urlencode(pairs).encode())): 6,
            lambda pairs: (self.one_of(KINDS), urlencode(pairs).encode()): 4,
            self._in_parts: 4,
        }
        [way] = self.chance.choices(list(ways), list(ways.values()))
        return way(fields)

    def _broken(self, body: bytes) -> bytes:
        """A body that no browser sends."""
        odd = (
            b"%",
            b"%ZZ",
            b"%FF",
            b"%E9",
            b"%ED%A0%80",
            b"\xff\xfe",
            b"&&",
            b"=",
            b"&=",
            b"&=x",
            b";",
            b"%00",
            b"+",
            b"%C3",
        )
        for _ in range(self.chance.choice((1, 1, 3))):
            place = self.chance.randrange(len(body) + 1)
            body = body[:place] + self.chance.choice(odd) + body[place:]
        if self.at_times(0.1):
            body += b"&x=" + b"y" * self.chance.choice((16_000, 17_000, 64_000, 70_000))
        return body[: self.chance.randrange(len(body))] if self.at_times(0.1) else body

    def _in_parts(self, fields: Pairs) -> tuple[str, bytes]:
        parts = [
            f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields
        ]
        end = "" if self.at_times(0.2) else "--cut--\r\n"
        return "multipart/form-data; boundary=cut", ("".join(parts) + end).encode()


def _bare(fields: Pairs) -> str:
    return "&".join(f"{name}={value}" for name, value in fields)


def _joined(fields: Pairs, encode: Callable[[str], str]) -> bytes:
    return "&".join(f"{quote_plus(name)}={encode(value)}" for name, value in fields).encode()
