"""Every page of the site and every state of it: the names, and how each is come by.

A page is asked for once, by plain HTTP, when its site is set up, and shown from what came back: so each state is
there for every test, also one that a link brings about only once, and no test changes what another sees.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, Route

from tests.browser.desk_places import DESK, keep_all
from tests.live import Site
from tests.visitor import FIELDS, Answer, ask, waiting_in

ROOT = Path(__file__).resolve().parents[2]
BROKE = (ROOT / "src" / "undersigned" / "templates" / "500.html").read_text(encoding="utf-8")
PHONE, DESKTOP = (390, 844), (1280, 900)
LEADS_AWAY = re.compile(
    r"^http://127\.0\.0\.1:\d+/authorize\?"
)  # the one page that leads on by itself, to a provider
OWN_PAGES = ("about", "rules", "privacy", "imprint", "accessibility", "contact")
# What a visitor may open by an address; the names are those of the paths that backstage prints, and some more.
PETITIONS = (
    *("petition", "petition-fr", "petition-new", "petition-postcode", "petition-markdown", "petition-rtl"),
    *("petition-closed", "petition-paused", "petition-draft", "petition-revised"),
    "petition-partners",
    *("petition-questions", "petition-questions-ar"),
    *("petition-won", "petition-anew", "petition-gone"),
)
# What a petition's page leads to.
LISTS = ("signers", "signers-fr", "signers-none", "reasons", "timeline", "changes")
LINKS = (
    *("confirm", "confirmed", "withdraw", "withdraw-pending", "not-me", "again", "confirm-partners"),
    "confirm-questions",
    *("link-broken", "link-expired", "link-ended", "link-too-late"),
)
MINE = (
    *("mine-ask", "mine", "mine-saved", "mine-older", "mine-withdraw", "mine-erase", "mine-old"),
    *("mine-partners", "mine-questions"),
    *("mine-expired", "mine-suppressed", "mine-nothing", "mine-unreadable"),
)
BACK = ("back", "back-confirm", "back-over")
CHECK = ("check", "check-unknown", "check-mistake")
AFTER = (
    "verdict",
    "verdict-said",
    "verdict-none",
    "verdict-old",
    "stop",
    "stop-broken",
    "office",
    "office-broken",
)
# The way of those who are asked, and what everyone reads of it.
REPLY = (
    *("petition-silent", "petition-answered", "answers", "answers-silent", "reply-code", "reply-code-given"),
    *("reply-address", "reply-once", "reply-page", "reply-page-sent", "reply-broken"),
)
REPLY_SENT = (
    *("reply-code-wrong", "reply-address-mistake", "reply-sent", "reply-mistakes", "reply-whole"),
    "reply-colleague-mistake",
)
OPENED = (
    *("home-fresh", "inbox-empty", "inbox", "inbox-message", "home", "home-fr", "nowhere"),
    *(
        *PETITIONS,
        *LISTS,
        *LINKS,
        *MINE,
        *BACK,
        *REPLY,
        *AFTER,
        *CHECK,
        *OWN_PAGES,
        "imprint-fr",
        "privacy-past",
    ),
)
# What answers a form.
SENT = (
    *("form-partners-mistakes", "form-questions-mistakes"),
    *("form-mistakes", "form-text-changed", "form-mend-address", "form-wait", "not-open-paused"),
    *(
        "not-open-closed",
        "not-open-draft",
        "check-mail",
        "check-mail-misspelt",
        "check-mail-no-code",
        "check-mail-wrong-code",
    ),
    *("check-mail-again", "check-mail-used-up", "waiting-too-old", "confirm-mistakes", "withdrawn"),
    *("back-mistake", "back-sent", "back-confirmed"),
    *("verdict-unsaid", "stopped", "office-stopped"),
    *("not-me-done", "mine-ask-mistake", "mine-sent", "unreadable", "broke"),
)
NAMES = (*OPENED, *SENT, *REPLY_SENT, *DESK)


@dataclass
class Places:
    """A site with a life behind it; `answers` has the page of every name, `paths` where it is."""

    site: Site
    paths: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)  # of those pages that are not everyone's

    def open(self, name: str, path: str) -> Answer:
        """Keep the page that an address leads to."""
        return self.keep(name, path, ask(self.site.url, path))

    def send(self, name: str, path: str, **form: str) -> Answer:
        """Keep the page that answers a form."""
        return self.keep(name, path, ask(self.site.url, path, form))

    def keep(self, name: str, path: str, answer: Answer) -> Answer:
        """Keep a page; it must be one, not the way to one."""
        assert answer.status not in (301, 302), f"{name} leads on to {answer.headers['location']}"
        self.paths[name], self.answers[name] = path, answer
        return answer

    def show(self, page: Page, name: str) -> None:
        """Open a kept page in a tab: its own words and headers, everything that it asks for from the site."""
        answer = self.answers[name]
        address = self.site.url + self.paths[name]
        headers = {key: value for key, value in answer.headers.items() if key != "content-length"}

        def fulfil(route: Route) -> None:
            route.fulfill(status=answer.status, headers=headers, body=answer.body)

        whole = re.compile(re.escape(address) + "$")
        page.context.clear_cookies()
        for key, value in self.cookies.get(name, {}).items():
            page.context.add_cookies([{"name": key, "value": value, "url": self.site.url}])
        page.route(whole, fulfil)
        page.route(LEADS_AWAY, lambda route: route.fulfill(status=204))  # one stays where one is
        page.goto(address)
        page.unroute(whole)


def set_up(site: Site) -> Places:
    """Every place of a site that has just started."""
    places = Places(site)
    places.open("home-fresh", "/")
    places.open("inbox-empty", "/inbox")
    site.run("site", "set", "name=Riverside Petitions")
    for text in ("We hold what you type.", "## What is held\n\nOnly what you type."):
        site.run("site", "page", "privacy", text=text)
    paths: dict[str, str] = json.loads(_printed_by("backstage", site))
    _send_forms(places, paths)
    _send_backers(places, paths)
    _send_answers(places, paths)
    _send_after(places, paths)
    _open_pages(places, paths)
    keep_all(places, _printed_by("desk_backstage", site))
    assert set(places.answers) == set(NAMES), set(places.answers) ^ set(NAMES)
    return places


def _printed_by(module: str, site: Site) -> str:
    """What a module of this folder prints beside the site."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.browser.{module}"],
        env=site.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert not done.returncode, done.stderr
    return done.stdout


def _send_forms(places: Places, paths: dict[str, str]) -> None:
    dee = FIELDS | {"given_name": "Dee", "email": "dee@example.org"}
    new = paths["petition-new"]
    misspelt = places.send("check-mail-misspelt", new + "/sign", **dee | {"email": "dee@gmial.com"})
    places.site.wait_for_mails(1)
    places.open("inbox", "/inbox")
    places.open("inbox-message", "/inbox/" + next((places.site.home / "mail").glob("*.eml")).name)
    places.send("form-mend-address", new + "/change", waiting=waiting_in(misspelt.body))
    places.send("form-mistakes", paths["petition-postcode"] + "/sign", given_name="Dee", email="dee at home")
    places.send(
        "form-partners-mistakes", paths["petition-partners"] + "/sign", family_name="Two", partner_2="on"
    )
    wrong = {"phone": "12", "question_5_2": "on", "question_4": "9"}
    places.send("form-questions-mistakes", paths["petition-questions"] + "/sign", **dee | wrong)
    places.send("form-text-changed", paths["petition-revised"] + "/sign", text="1", **dee)
    for state in ("paused", "closed", "draft"):
        places.send(f"not-open-{state}", paths[f"petition-{state}"] + "/sign", **dee)
    waiting = waiting_in(places.send("check-mail", new + "/sign", **dee).body)
    places.send("check-mail-no-code", new + "/code", waiting=waiting, code="12")
    places.send("check-mail-wrong-code", new + "/code", waiting=waiting, code="000000")
    again = places.send("check-mail-again", new + "/resend", waiting=waiting)
    last = ask(places.site.url, new + "/resend", {"waiting": waiting_in(again.body)})
    places.send("check-mail-used-up", new + "/resend", waiting=waiting_in(last.body))
    places.send("waiting-too-old", new + "/code", waiting="nonsense", code="123456")
    wrong = {"form": "1", "given_name": "", "family_name": "@", "comment": "It was warm there."}
    places.send("confirm-mistakes", paths["confirm"], **wrong)
    places.send("withdrawn", paths.pop("withdrawn"))
    places.send("not-me-done", paths.pop("not-me-done"))
    places.send("mine-ask-mistake", "/mine", email="dee at home")
    places.send("mine-sent", "/mine", email="nobody@example.org")
    places.send("unreadable", new + "/sign", comment="too much " * 10_000)
    hasty = dee | {"given_name": "", "comment": "It is dark there."}
    while places.send("form-wait", paths["petition-markdown"] + "/sign", **hasty).status != 429:
        pass
    places.keep("broke", "/broke", Answer(500, {"content-type": "text/html; charset=utf-8"}, BROKE))


def _send_backers(places: Places, paths: dict[str, str]) -> None:
    places.send("back-mistake", paths["back"], email="dee at home")
    places.send("back-sent", paths["back"], email="dee@example.org")
    places.send("back-confirmed", paths.pop("back-confirmed"))


def _send_after(places: Places, paths: dict[str, str]) -> None:
    places.send("verdict-unsaid", paths["verdict"], meets="maybe")
    places.send("stopped", paths.pop("stopped"))
    places.send("office-stopped", paths.pop("office-stopped"), stop="petition")


def _send_answers(places: Places, paths: dict[str, str]) -> None:
    page = paths["reply-page"]
    places.send("reply-code-wrong", "/reply", code="7KQM-2XWP-9RTD")
    places.send("reply-address-mistake", paths["reply-address"], email="dee at home")
    places.send("reply-sent", paths["reply-address"], email="zed@example.org")
    places.send("reply-mistakes", f"{page}/answer", kind="promised", said_by="", text="", due_on="2020-01-01")
    places.send("reply-whole", f"{page}/whole", sha256="ab" * 32)
    places.send("reply-colleague-mistake", f"{page}/colleague", colleague="kim@example.org")
    places.open("reply-code", "/reply")
    places.open("reply-code-given", "/reply/7KQM-2XWP-9RTD")
    places.open("reply-broken", "/reply/with/nonsense")


def _open_pages(places: Places, paths: dict[str, str]) -> None:
    for name in OWN_PAGES:
        places.open(name, f"/{name}")
    places.open("privacy-past", "/privacy?version=1")
    places.open("imprint-fr", "/fr/imprint")
    places.open("home", "/")
    places.open("home-fr", "/fr/")
    places.open("nowhere", "/p/nowhere-at-all")
    places.open("link-broken", "/c/nonsense")
    places.open("stop-broken", "/stop/nonsense")
    places.open("office-broken", "/office/nonsense")
    places.open("mine-ask", "/mine")
    places.open("back-over", "/back/confirm/nonsense")
    places.open("check", "/check")
    places.open("check-unknown", f"/check?sha256={'0' * 64}")
    places.open("check-mistake", "/check?sha256=what")
    for name, path in paths.items():
        places.open(name, path)
    for name in ("signers", "reasons", "timeline"):
        places.open(name, f"{paths['petition']}/{name}")
    places.open("changes", f"{paths['petition-anew']}/changes")
    places.open("petition-questions-ar", f"/ar{paths['petition-questions']}")
    places.open("signers-fr", paths["petition-fr"] + "/signers")
    places.open("signers-none", paths["petition-closed"] + "/signers")
