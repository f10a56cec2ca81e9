"""What somebody finds who took everything: each column of each table, each file, and each key that is still held."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing

import psycopg
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.live import Site
from undersigned.kit import keys
from undersigned.kit.seal import NONCE_BYTES, OVERHEAD_BYTES


def values(site: Site) -> Iterator[tuple[str, bytes]]:
    """(table.column, value) of everything in the database."""
    database = site.environment.get("DATABASE_URL")
    rows = _of_postgres(database) if database else _of_sqlite(site)
    for place, value in rows:
        yield place, bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _of_sqlite(site: Site) -> Iterator[tuple[str, object]]:
    with closing(sqlite3.connect(f"file:{site.home}/undersigned.sqlite3?mode=ro", uri=True)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            yield from _columns(table, database.execute(f'SELECT * FROM "{table}"'))  # noqa: S608


def _of_postgres(url: str) -> Iterator[tuple[str, object]]:
    with psycopg.connect(url) as database:
        tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            query = f'SELECT * FROM "{table}"'  # noqa: S608 - the names of our own tables
            yield from _columns(table, database.execute(query.encode()))


def _columns(table: str, rows: object) -> Iterator[tuple[str, object]]:
    names = [column[0] for column in rows.description]  # type: ignore[attr-defined]
    for row in rows:  # type: ignore[attr-defined]
        yield from ((f"{table}.{name}", value) for name, value in zip(names, row, strict=True))


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """(path, content) of every file in the data folder but the keys, the database's own among them."""
    for file in site.home.rglob("*"):
        path = file.relative_to(site.home)
        if file.is_file() and path.parts[0] != "keys":
            yield str(path), file.read_bytes()


def opened(blob: bytes, secret: bytes) -> bytes:
    """What a sealed value holds under a key: AES-GCM read as a thief would, whatever row or place it is bound to."""
    nonce, body = blob[1 : 1 + NONCE_BYTES], blob[1 + NONCE_BYTES : -16]
    counter = modes.CTR(nonce + b"\0\0\0\2")  # NIST SP 800-38D, 7.1: the first block of text
    return Cipher(algorithms.AES(secret), counter).decryptor().update(body)


def secrets(site: Site) -> list[bytes]:
    """Every key there is: those of the key folder, and the data keys that these open."""
    own = [
        key.secret
        for file in (site.home / "keys").iterdir()
        for key in keys.parse(file.read_text(), name=file.name).keys
    ]
    wrapped = [
        value for place, value in values(site) if place.endswith(".wrapped") and len(value) >= OVERHEAD_BYTES
    ]
    return own + [opened(blob, secret) for blob in wrapped for secret in own]


def found(site: Site, markers: Iterable[str]) -> dict[str, set[str]]:
    """Where each marker that can be found is found: in clear anywhere, or sealed under a key that is there."""
    wanted = [(marker, marker.lower().encode()) for marker in markers]
    places: dict[str, set[str]] = {}

    def look(place: str, content: bytes) -> None:
        content = content.lower()
        for marker, words in wanted:
            if words in content:
                places.setdefault(marker, set()).add(place)

    held = secrets(site)
    for place, value in values(site):
        look(place, value)
        if len(value) >= OVERHEAD_BYTES:
            for secret in held:
                look(f"{place}, unsealed", opened(value, secret))
    for place, content in files(site):
        look(place, content)
    return places
