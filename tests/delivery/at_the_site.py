"""Hands a petition over beside a running site, and prints the path of the recipient's page.

Run as `python -m tests.delivery.at_the_site` in the environment of that site.
"""
# ruff: noqa: E402 - models can be imported only once Django is set up

import os
import sys
from datetime import UTC, datetime

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.settings"
django.setup()

from django.db import transaction

from tests.delivery.offices import comes_by_code, handed_over, page_of

now = datetime.now(UTC)
with transaction.atomic():
    page = page_of(comes_by_code(handed_over(now), now), now)
sys.stdout.write(page)
