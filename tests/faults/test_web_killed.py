"""The web process is killed while people sign: whoever was answered gets the mail, and counts once."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import psutil
import pytest

from tests.live import Site
from tests.visitor import ask, link_in, sign

SIGNERS_AT_ONCE = 8


@pytest.fixture
def site_settings() -> dict[str, str]:
    """All sign from this machine."""
    return {"UNDERSIGNED_GATE_NETWORK": "0"}


def kill_web(site: Site) -> None:
    assert site.process is not None
    for process in psutil.Process(site.process.pid).children(recursive=True):
        if "granian" in " ".join(process.cmdline()):
            process.kill()


def wait_for_answer(site: Site) -> None:
    """Until it was started again; on a busy machine that takes its time."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            ask(site.url, "/")
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return


def sign_until(stop: threading.Event, site: Site, slug: str, who: int) -> list[str]:
    """One after the other signs; the addresses of those who were answered."""
    answered = []
    number = 0
    while not stop.is_set():
        number += 1
        email = f"sam{who}x{number}@example.org"
        try:
            if sign(site.url, slug, email=email).status == 200:
                answered.append(email)
        except (OSError, HTTPException):  # the site is away for a moment
            time.sleep(0.05)
        time.sleep(0.02)
    return answered


def run(site: Site, slug: str, *, kills: int) -> None:
    stop = threading.Event()
    with ThreadPoolExecutor(SIGNERS_AT_ONCE) as pool:
        signers = [pool.submit(sign_until, stop, site, slug, who) for who in range(SIGNERS_AT_ONCE)]
        for _ in range(kills):
            time.sleep(1)
            kill_web(site)
            wait_for_answer(site)
            time.sleep(2)
        stop.set()
        answered = {email for signer in signers for email in signer.result()}
    assert len(answered) > 20
    deadline = time.monotonic() + 60
    while not answered <= {str(mail["to"]) for mail in site.mails()}:
        assert time.monotonic() < deadline, site.log
        time.sleep(0.3)
    links = {str(mail["to"]): link_in(mail) for mail in site.mails()}
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda link: ask(site.url, link, {}).status, links.values())) == {302}
    assert json.loads(ask(site.url, f"/p/{slug}/count.json").body)["signatures"] == len(links)
    assert "0 numbers differ" in site.run("recount").stdout


@pytest.mark.soak  # test_full_rate kills one at every change
def test_whoever_was_answered_before_a_kill_counts_once(site: Site, slug: str) -> None:
    run(site, slug, kills=1)


@pytest.mark.soak
def test_whoever_was_answered_before_any_of_five_kills_counts_once(site: Site, slug: str) -> None:
    run(site, slug, kills=5)
