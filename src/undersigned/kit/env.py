"""Reading the environment: each setting is checked once, and every mistake is told in one clear line."""

import ipaddress
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from environs import Env, EnvError

T = TypeVar("T")


class SettingsRefused(Exception):
    """One or more settings cannot be used; `lines` says which and why, one each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where mail is handed over: from smtp://user:password@host:port, smtps:// or smtp+plain://."""

    host: str
    port: int
    user: str
    password: str
    use_tls: bool  # STARTTLS
    use_ssl: bool


class Environment:
    """Collects every mistake, so that an operator sees all of them at the first start."""

    def __init__(self) -> None:
        self._env = Env()
        self._wrong: list[str] = []

    def read(self, name: str, rule: Callable[[str], T], default: T) -> T:
        """The setting `name` put through `rule` (raises ValueError with the reason), or the default if unset."""
        try:
            text = self._env.str(name, "").strip()
            return rule(text) if text else default
        except (ValueError, EnvError) as error:
            self._wrong.append(f"{name}: {error}")
            return default

    def refuse(self, line: str) -> None:
        """Add a mistake that shows only when several settings are seen together."""
        self._wrong.append(line)

    def finish(self) -> None:
        """Raise SettingsRefused if anything was wrong."""
        if self._wrong:
            raise SettingsRefused(self._wrong)


def whole(least: int, most: int) -> Callable[[str], int]:
    """A rule: a whole number between the two."""

    def rule(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ValueError(f"must be a whole number from {least} to {most}, not {text!r}")
        return int(text)

    return rule


def rate(text: str) -> float:
    """A rule: how many a second, 0 for no limit."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100_000:
        raise ValueError(f"must be a number of mails a second (0 for no limit), not {text!r}")
    return number


def one_of(*choices: str) -> Callable[[str], str]:
    """A rule: one of the given words."""

    def rule(text: str) -> str:
        if text not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}, not {text!r}")
        return text

    return rule


def one_line(text: str) -> str:
    """A rule: text that may stand in a mail header or a title."""
    if not text.isprintable() or len(text) > 120:
        raise ValueError("must be one line of at most 120 characters")
    return text


def public_url(text: str) -> str:
    """A rule: https://host without a path, as signers will see it."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError(f"must be like https://petitions.example.org, not {text!r}")
    return f"{parts.scheme}://{parts.netloc}"


def database_url(text: str) -> str:
    """A rule: an address of a PostgreSQL database."""
    if urlsplit(text).scheme not in ("postgres", "postgresql"):
        raise ValueError("must begin with postgres:// (leave it out to use the built-in SQLite)")
    return text


def smtp_url(text: str) -> Smtp:
    """A rule: smtp:// (STARTTLS), smtps:// (TLS from the start) or smtp+plain:// (a relay on this host)."""
    parts = urlsplit(text)
    ports = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
    if parts.scheme not in ports or not parts.hostname:
        raise ValueError(
            "must be like smtp://user:password@mail.example.org:587 (or smtps://, smtp+plain://)"
        )
    return Smtp(
        host=parts.hostname,
        port=parts.port or ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp",
        use_ssl=parts.scheme == "smtps",
    )


def networks(text: str) -> tuple[Any, ...]:
    """A rule: addresses or networks separated by commas."""
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(","))
    except ValueError:
        raise ValueError(f"must be addresses or networks separated by commas, not {text!r}") from None


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
