"""Agreeing to one organisation of two, in a browser without script: on the form, on the way, and afterwards."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.live import Site
from tests.visitor import link_in

ROOT = Path(__file__).resolve().parents[2]
COALITION = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.settings"
import django
django.setup()
from datetime import UTC, datetime
from django.db import transaction
from tests.partners import joins
from undersigned.mailing.models import Message
from undersigned.petitions.models import Slug
now = datetime.now(UTC)
petition = Slug.objects.get(slug=sys.argv[1]).petition
with transaction.atomic():  # no worker sees the mails that asked them
    for name in ("Friends", "Anglers"):
        joins(petition, name, now)
    Message.objects.filter(kind="account").delete()
"""


def mine_path(page: Page, site: Site) -> str:
    """Where the mail leads that somebody asked for at /mine."""
    site.put_mails_away()
    page.goto(f"{site.url}/mine")
    page.get_by_label("The address you signed with").fill("sam@example.org")
    page.get_by_role("button", name="Send me the link").click()
    [mail] = site.wait_for_mails(1)
    [path] = re.findall(r"^https?://[^/]+(/mine/\S+)$", str(mail.get_body(("plain",))), re.MULTILINE)
    return str(path)


def test_without_script_one_organisation_is_agreed_to_changed_for_another_and_stopped(
    browser: Browser, site: Site, slug: str
) -> None:
    command = [sys.executable, "-c", COALITION, slug]
    subprocess.run(command, env=site.environment, cwd=ROOT, check=True, timeout=60)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site.url}/p/{slug}")
    boxes = page.get_by_label("Mail me news from")
    assert boxes.count() == 2
    assert not boxes.nth(0).is_checked()
    assert not boxes.nth(1).is_checked()
    page.get_by_label("Family name").fill("Okafor")
    page.get_by_label("E-mail").fill("sam@example.org")
    page.get_by_label("Country").select_option("GB")
    page.get_by_label("Mail me news from Friends").check()
    page.get_by_label("Given name").fill("www.example.com")
    page.get_by_role("button", name="Sign this petition").click()
    assert page.get_by_label("Mail me news from Friends").is_checked()  # shown again with what was ticked
    page.get_by_label("Given name").fill("Sam")
    page.get_by_role("button", name="Sign this petition").click()
    [mail] = site.wait_for_mails(1)
    page.goto(site.url + link_in(mail))
    assert page.get_by_label("Mail me news from Friends").is_checked()
    page.get_by_label("Mail me news from Friends").uncheck()
    page.get_by_label("Mail me news from Anglers").check()
    page.get_by_role("button", name="Confirm my signature").click()
    page.goto(site.url + mine_path(page, site))
    assert not page.get_by_label("Mail me news from Friends").is_checked()
    assert page.get_by_label("Mail me news from Anglers").is_checked()
    page.get_by_label("Mail me news from Anglers").uncheck()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Saved.").is_visible()
    assert not page.get_by_label("Mail me news from Anglers").is_checked()
    context.close()
