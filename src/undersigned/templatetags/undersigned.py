"""How numbers, days and countries are written in the reader's language; built into every template."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from undersigned.kit import countries, languages, numbers

register = template.Library()


def _language() -> str:
    return get_language() or "en"


@register.filter
def number(value: int) -> str:
    """12345 as 12,345 or 12 345."""
    return numbers.number(value, _language())


@register.filter
def day(value: datetime | date) -> str:
    """A date in full: 24 November 2026."""
    return numbers.day(value.astimezone(UTC).date() if isinstance(value, datetime) else value, _language())


@register.filter
def month(value: date) -> str:
    """A month in full: March 2021."""
    return numbers.month(value, _language())


@register.filter
def months(number: int) -> str:
    """A span of so many months: 6 months."""
    return numbers.months(number, _language())


@register.filter
def iso(value: datetime | date) -> str:
    """For the datetime attribute of <time>."""
    return value.isoformat()


@register.filter
def country(code: str) -> str:
    """The country's name; "" for none."""
    return countries.name(code, _language())


@register.filter
def isolated(words: str) -> SafeString:
    """What somebody typed, in the direction of its own letters, within a sentence of another."""
    return format_html("<bdi>{}</bdi>", words)


@register.filter
def of(found: Mapping[str, Any] | None, name: str) -> Any:
    """What is found under a name; nothing where there is none."""
    return (found or {}).get(name, ())


@register.filter
def lang_dir(code: str) -> str:
    """ltr or rtl."""
    return languages.direction(code)


@register.simple_tag
def provider_name() -> str:
    """What the organisation's own sign-in is called; "" where there is none."""
    return settings.UNDERSIGNED_OIDC.name if settings.UNDERSIGNED_OIDC else ""


@register.simple_tag(takes_context=True)
def path(context: Context, name: str, *args: Any) -> str:
    """An address of this site in the language prefix of the page that is shown."""
    return f"{context.get('language_prefix', '')}{reverse(name, args=args)}"
