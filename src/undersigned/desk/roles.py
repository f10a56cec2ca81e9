"""The table of who may open what: every address of the site, each with its methods."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

from undersigned.desk.access import ALLOWED, ROLES, least_of

PART = re.compile(r"<(?:\w+:)?(\w+)>")


def patterns() -> Iterator[URLPattern]:
    """Every address of the site."""
    for pattern in get_resolver().url_patterns:
        assert isinstance(pattern, URLPattern), pattern  # noqa: S101 - the map is flat, see urls.py
        yield pattern


def path_of(pattern: URLPattern) -> str:
    """An address with its parts marked: /desk/team/<team>."""
    return "/" + PART.sub(r"<\1>", str(pattern.pattern))


def table() -> list[dict[str, Any]]:
    """A row for each path and method: path, method, and for each role whether it may."""
    rows = []
    for pattern in patterns():
        access = least_of(pattern.callback)
        for method in access.methods if access else ():
            allowed = ALLOWED[access.least] if access else ()
            may = {role: role in allowed for role in ROLES}
            rows.append({"path": path_of(pattern), "method": method, **may})
    return sorted(rows, key=lambda row: (row["path"], row["method"]))
