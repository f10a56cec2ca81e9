"""The pages of those who sign in, each as whoever may open it: how they are come by, for tests.browser.places."""

import base64
import hmac
import json
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.live import Site
from tests.visitor import Answer, ask

if TYPE_CHECKING:
    from tests.browser.places import Places

PASSWORD, SECRET = (
    "correct horse battery",
    "JBSWY3DPEHPK3PXP",
)  # as desk_backstage has them; it starts Django anew
PEOPLE = ("ada", "ed", "vi", "new", "kim", "lee")
GUESS = "a guess"
CSRF = "c" * 32  # a browser's own; what a form sends along is held against it
ENTRANCE = (
    *(
        "sign-in",
        "sign-in-mistake",
        "sign-in-code",
        "sign-in-code-enter",
        "sign-in-code-wrong",
        "sign-in-second",
    ),
    *(
        "sign-in-lost",
        "sign-in-lost-code",
        "sign-in-link",
        "sign-in-link-over",
        "sign-in-inactive",
        "sign-in-fr",
    ),
    *("sign-in-with", "sign-in-with-refused"),
    *("sign-up", "sign-up-mistake", "sign-up-confirm", "desk-forgery"),
)
ACCOUNT = (
    *("account", "account-again", "account-email", "account-password", "account-password-mistake"),
    *(
        "account-password-first",
        "account-second",
        "account-app",
        "account-codes-new",
        "account-codes",
        "account-app-remove",
        "account-passkeys",
    ),
    *(
        "account-passkey-new",
        "account-passkey-name",
        "account-passkey-remove",
        "account-sessions",
        "account-again-code",
        "account-again-enter",
    ),
)
TEAMS = (
    *("team", "team-viewer", "team-mistake", "team-new", "team-new-mistake", "team-remove", "team-leave"),
    *("invitation", "invitation-other"),
)
PETITIONS = (
    *("desk", "desk-fr", "desk-empty", "start", "start-filled", "start-unread", "start-mistakes"),
    *("desk-draft", "desk-draft-viewer", "desk-write", "desk-write-stale", "desk-look", "desk-course-draft"),
    *("desk-course-refused", "desk-open", "desk-open-viewer", "desk-picture-mistake", "desk-course-open"),
    *("desk-not-there", "desk-write-questions", "desk-questions", "desk-questions-mistakes", "desk-fix"),
)
DELIVERY = (
    *(
        "desk-delivery",
        "desk-delivery-draft",
        "desk-delivery-viewer",
        "desk-recipient",
        "desk-recipient-mistake",
    ),
    *(
        "desk-recipient-viewer",
        "desk-handover-new",
        "desk-handover-mistakes",
        "desk-planned",
        "desk-planned-stale",
    ),
    *("desk-handed", "desk-handed-viewer"),
)
PACKS = ("desk-packs", "desk-packs-viewer", "desk-packs-mistake", "desk-pack")
AFTER = ("desk-after", "desk-after-empty", "desk-tell", "desk-mark", "desk-mark-mistake")
LATER = (
    *("desk-backers", "desk-fix-mistake", "desk-fix-more", "desk-ask", "desk-ask-mistake"),
    *("desk-declare-mistake", "desk-course-over", "desk-over"),
    *("desk-partners", "desk-partners-mistake", "desk-partners-viewer", "desk-partner-end", "desk-partner"),
    *("desk-partner-leave", "desk-partner-join", "desk-partner-join-mistake", "desk-partner-join-other"),
)
ANSWERS = (
    *("desk-answers", "desk-answer-new", "desk-answer-mistake", "desk-judging", "desk-judging-reason"),
)
DESK = (*ENTRANCE, *ACCOUNT, *TEAMS, *PETITIONS, *AFTER, *LATER, *DELIVERY, *PACKS, *ANSWERS)


@dataclass
class Someone:
    """A browser that keeps a session."""

    site: Site
    session: str = ""

    @property
    def cookies(self) -> dict[str, str]:
        return {"csrf": CSRF} | ({"session": self.session} if self.session else {})

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """GET, or POST a form as their browser would."""
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = ask(self.site.url, path, form, **({"Cookie": sent, "X_CSRFToken": CSRF} | headers))
        if found := re.search(r"\bsession=(\w+)", answer.headers.get("set-cookie", "")):
            self.session = found[1]
        return answer


@dataclass
class Round:
    """Keeps the pages that people see, each with the cookies that it was shown to."""

    places: "Places"
    paths: dict[str, str]

    def signed_in(self, name: str) -> Someone:
        """Somebody who followed their sign-in link."""
        who = Someone(self.places.site)
        assert who.ask(self.paths[f"as-{name}"], {}).status == 302, name
        return who

    def see(self, name: str, who: Someone, path: str, /, **form: str) -> Answer:
        """Keep the page that somebody opens, or that answers their form."""
        answer = self.places.keep(name, path, who.ask(path, form or None))
        assert answer.status < 500, name
        answer.headers.pop("set-cookie", None)
        self.places.cookies[name] = who.cookies
        return answer


def keep_all(places: "Places", printed: str) -> None:
    """All of them; `printed` is what desk_backstage wrote."""
    tour = Round(places, json.loads(printed))
    people = {"olu": _entrance(tour)} | {name: tour.signed_in(name) for name in PEOPLE}
    _accounts(tour, people)
    _teams(tour, people)
    _petitions(tour, people)
    _texts(tour, people["ada"])
    _partners(tour, people)
    _delivery(tour, people)
    _answers(tour, people)


def _entrance(tour: Round) -> Someone:
    """Who is in at the end has a second step."""

    def stranger() -> Someone:
        return Someone(tour.places.site)

    tour.see("sign-in", stranger(), "/sign-in")
    tour.see("sign-in-fr", stranger(), "/fr/sign-in")
    tour.see("sign-in-mistake", stranger(), "/sign-in", login="ada@example.org", password=GUESS)
    tour.see("sign-in-with", stranger(), "/sign-in/with", next="/desk/")
    tour.see("sign-in-with-refused", stranger(), "/sign-in/with/back?code=a&state=b")
    tour.see("sign-in-code", stranger(), "/sign-in/code")
    tour.see("sign-in-lost", stranger(), "/sign-in/lost")
    tour.see("sign-in-link", stranger(), tour.paths["as-ada"])
    tour.see("sign-in-link-over", stranger(), "/sign-in/link/nonsense")
    tour.see("sign-in-inactive", stranger(), "/sign-in/inactive")
    tour.see("sign-up", stranger(), "/sign-up")
    tour.see("sign-up-mistake", stranger(), "/sign-up", email="dee at home")
    for name, asked, led_to in (
        ("sign-in-code-enter", "/sign-in/code", "/sign-in/code/enter"),
        ("sign-in-lost-code", "/sign-in/lost", "/sign-in/lost/code"),
        ("sign-up-confirm", "/sign-up", "/sign-up/confirm"),
    ):
        who = stranger()
        email = "kim@example.org" if asked == "/sign-up" else "ada@example.org"
        assert who.ask(asked, {"email": email}).status == 302
        tour.see(name, who, led_to)
        if name == "sign-in-code-enter":
            tour.see("sign-in-code-wrong", who, led_to, code="AAAAAA")
    olu = stranger()
    assert olu.ask(tour.paths["as-olu"], {}).headers["location"].startswith("/sign-in/second")
    tour.see("sign-in-second", olu, "/sign-in/second")
    assert olu.ask("/sign-in/second", {"code": code_of_the_app()}).status == 302
    tour.places.keep("desk-forgery", "/sign-in", ask(tour.places.site.url, "/sign-in", {"login": "ada"}))
    return olu


def code_of_the_app() -> str:
    """What an app shows that holds the secret."""
    counter = int(time.time()) // 30
    digest = hmac.digest(base64.b32decode(SECRET), counter.to_bytes(8, "big"), "sha1")
    number = int.from_bytes(digest[(at := digest[-1] & 15) : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def _accounts(tour: Round, people: dict[str, Someone]) -> None:
    ada, olu, vi = people["ada"], people["olu"], people["vi"]
    tour.see("account-again", ada, "/account/again")
    assert ada.ask("/account/again", {"password": PASSWORD}).status == 302
    for name, path in {
        "account": "/account/",
        "account-email": "/account/email",
        "account-password": "/account/password",
        "account-second": "/account/second",
        "account-app": "/account/second/app",
        "account-passkey-new": "/account/passkeys/new",
        "account-sessions": "/account/sessions",
    }.items():
        tour.see(name, ada, path)
    tour.see("account-password-mistake", ada, "/account/password", oldpassword=GUESS, password1="x")
    _without_a_password(tour, vi)
    assert olu.ask("/account/again", {"password": PASSWORD}).status == 302
    tour.see("account-codes-new", olu, "/account/second/codes/new")
    assert olu.ask("/account/second/codes/new", {"ok": "1"}).status == 302
    tour.see("account-codes", olu, "/account/second/codes")
    tour.see("account-app-remove", olu, "/account/second/app/remove")
    passkeys = tour.see("account-passkeys", olu, "/account/passkeys").body
    [number] = set(re.findall(r"/account/passkeys/(\d+)/", passkeys))
    tour.see("account-passkey-name", olu, f"/account/passkeys/{number}/name")
    tour.see("account-passkey-remove", olu, f"/account/passkeys/{number}/remove")


def _without_a_password(tour: Round, vi: Someone) -> None:
    """Who has none shows by a mailed code that it is still they."""
    tour.see("account-again-code", vi, "/account/again/code")
    assert vi.ask("/account/again/code", {"recipient": "vi@example.org"}).status == 302
    tour.see("account-again-enter", vi, "/account/again/code/enter")
    code = _mailed_code(tour.places.site, "vi@example.org")
    assert vi.ask("/account/again/code/enter", {"code": code}).status == 302
    tour.see("account-password-first", vi, "/account/password/first")


def _mailed_code(site: Site, email: str) -> str:
    deadline = time.monotonic() + 30
    while not (found := [mail for mail in site.mails() if mail["to"] == email]):
        assert time.monotonic() < deadline, site.log
        time.sleep(0.1)
    part = found[-1].get_body(("plain",))
    assert part is not None
    return str(re.findall(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)$", part.get_content(), re.MULTILINE)[0])


def _teams(tour: Round, people: dict[str, Someone]) -> None:
    ada, vi, team = people["ada"], people["vi"], tour.paths["team"]
    tour.see("team", ada, team)
    tour.see("team-viewer", vi, team)
    tour.see("team-mistake", ada, f"{team}/invite", email="dee at home", role="editor")
    tour.see("team-new", ada, "/desk/team")
    tour.see("team-new-mistake", ada, "/desk/team", name=" ")
    tour.see("team-remove", ada, f"{tour.paths['member-vi']}/remove")
    tour.see("team-leave", vi, f"{team}/leave")
    tour.see("invitation", people["new"], tour.paths["invitation"])
    tour.see("invitation-other", people["new"], tour.paths["invitation-other"])


def _petitions(tour: Round, people: dict[str, Someone]) -> None:
    ada, ed, vi = people["ada"], people["ed"], people["vi"]
    draft, grown = tour.paths["desk-night"], tour.paths["desk-day"]
    tour.see("desk", ada, "/desk/")
    tour.see("desk-fr", ada, "/fr/desk/")
    tour.see("desk-empty", people["new"], "/desk/")
    tour.see("start", ada, "/desk/start")
    text = "The Mayor must plant trees\n\nLet’s get to 500!\n\nIt is hot.\n"
    tour.see("start-filled", ada, "/desk/start/read", document=text)
    tour.see("start-unread", ada, "/desk/start/read", document="just one line")
    tour.see("start-mistakes", ada, "/desk/start", title="", goal="many", language="en")
    tour.see("desk-draft", ada, draft)
    tour.see("desk-draft-viewer", vi, draft)
    tour.see("desk-write", ed, f"{draft}/write")
    stale = {"title": "The Mayor must plant trees", "story": "It is hot.", "version": "0"}
    assert ed.ask(f"{draft}/write", stale | {"version": "", "go_on": "1"}).status == 302
    tour.see("desk-write-stale", ed, f"{draft}/write", **stale)
    draft = _moved(ada, draft)
    tour.see("desk-look", ada, f"{draft}/look?as=phone")
    tour.see("desk-course-draft", ada, f"{draft}/course")
    _questions(tour, ed, draft, grown)
    tour.see("desk-course-refused", ada, f"{draft}/move/schedule", day="2020-01-01", time="09:00")
    tour.see("desk-open", ada, grown)
    tour.see("desk-open-viewer", vi, grown)
    tour.see("desk-picture-mistake", ada, f"{grown}/picture", picture_alt="A hall")
    tour.see("desk-course-open", ada, f"{grown}/course")
    tour.see("desk-not-there", vi, f"{grown}/course")
    tour.see("desk-packs", ada, f"{grown}/packs")
    tour.see("desk-packs-viewer", vi, f"{grown}/packs")
    tour.see("desk-packs-mistake", ed, f"{grown}/packs/new", locked_to="age1")
    tour.see("desk-pack", ed, tour.paths["desk-pack"])
    answer = tour.paths["desk-answer"]
    tour.see("desk-after", ed, f"{grown}/after")
    tour.see("desk-after-empty", vi, f"{draft}/after")
    tour.see("desk-tell", ed, f"{answer}/tell")
    tour.see("desk-mark", ed, f"{answer}/mark")
    tour.see("desk-mark-mistake", ed, f"{answer}/mark", text="They came.", link="nowhere")


def _answers(tour: Round, people: dict[str, Someone]) -> None:
    """Those of a team, and those that wait for who moderates."""
    ed, olu, path = people["ed"], people["olu"], f"{tour.paths['desk-day']}/answers"
    tour.see("desk-answers", people["vi"], path)
    tour.see("desk-answer-new", ed, f"{path}/new")
    tour.see("desk-answer-mistake", ed, f"{path}/new", text="No, said the council.", said_on="2999-01-01")
    waiting = tour.see("desk-judging", olu, "/desk/site/answers").body
    [number] = set(re.findall(r"/desk/site/answers/(\d+)/reject", waiting))
    tour.see("desk-judging-reason", olu, f"/desk/site/answers/{number}/reject", why=" ")


def _questions(tour: Round, ed: Someone, draft: str, grown: str) -> None:
    """A draft with two questions, and an open petition with one."""
    first = {
        "question_1_words": "Which street is yours?",
        "question_1_kind": "line",
        "question_1_purpose": "to plant there first",
    }
    second = {
        "question_2_words": "Which trees do you like?",
        "question_2_kind": "several",
        "question_2_choices": "Lime\nMaple",
        "question_2_purpose": "to tell the Mayor",
        "question_2_required": "on",
    }
    trees = {"title": "The Mayor must plant trees", "story": "It is hot.", "go_on": "1"}
    assert ed.ask(f"{draft}/write", trees | first | second).status == 302
    tour.see("desk-write-questions", ed, f"{draft}/write")
    tour.see(
        "desk-questions-mistakes",
        ed,
        f"{grown}/questions",
        of="1",
        question_1_words="Why?",
        question_1_kind="one",
    )
    assert ed.ask(f"{grown}/questions", {"of": "1", "asks_phone": "on"} | first).status == 302
    tour.see("desk-questions", ed, f"{grown}/questions")
    tour.see("desk-fix", ed, f"{grown}/fix")


def _texts(tour: Round, ada: Someone) -> None:
    """What is done to a text that people have signed, and to a petition that is over."""
    grown, over = tour.paths["desk-day"], tour.paths["desk-noon"]
    tour.see("desk-backers", ada, f"{_moved(ada, tour.paths['desk-night'])}/backers")
    page = ada.ask(f"{grown}/fix").body
    was = {"of": re.findall(r'name="of" value="([^"]*)"', page)[0], "story": "Nobody was asked."}
    tour.see("desk-fix-mistake", ada, f"{grown}/fix", **was, title="")
    tour.see("desk-fix-more", ada, f"{grown}/fix", **was, title="The Mayor must sell every bridge tomorrow")
    tour.see("desk-ask", ada, f"{grown}/ask")
    tour.see("desk-ask-mistake", ada, f"{grown}/ask", **was, title="")
    tour.see("desk-over", ada, over)
    tour.see("desk-course-over", ada, f"{over}/course")
    tour.see("desk-declare-mistake", ada, f"{over}/move/declare", outcome="won", story="")


def _partners(tour: Round, people: dict[str, Someone]) -> None:
    ada, kim, lee = people["ada"], people["kim"], people["lee"]
    shared = f"{tour.paths['desk-dawn']}/partners"
    tour.see("desk-partners", ada, shared)
    tour.see("desk-partners-viewer", people["vi"], shared)
    tour.see("desk-partners-mistake", ada, f"{shared}/invite", email="lee at home")
    tour.see("desk-partner-end", ada, f"{shared}{tour.paths['partner-end']}")
    tour.see("desk-partner", kim, tour.paths["partner"])
    tour.see("desk-partner-leave", kim, f"{tour.paths['partner']}/leave")
    tour.see("desk-partner-join", lee, tour.paths["partner-join"])
    tour.see("desk-partner-join-mistake", lee, tour.paths["partner-join"], name="", url="a tram")
    tour.see("desk-partner-join-other", kim, tour.paths["partner-join"])


def _delivery(tour: Round, people: dict[str, Someone]) -> None:
    ada, ed, vi = people["ada"], people["ed"], people["vi"]
    grown, office = tour.paths["desk-day"], tour.paths["desk-recipient"]
    planned, handed = tour.paths["desk-planned"], tour.paths["desk-handed"]
    tour.see("desk-delivery", ada, f"{grown}/delivery")
    tour.see("desk-delivery-viewer", vi, f"{grown}/delivery")
    tour.see("desk-delivery-draft", ed, f"{_moved(ada, tour.paths['desk-night'])}/delivery")
    tour.see("desk-recipient", ada, office)
    tour.see("desk-recipient-viewer", vi, office)
    tour.see("desk-recipient-mistake", ed, f"{office}/office", email="mayor@gmail.com", reply_days="soon")
    tour.see("desk-handover-new", ed, f"{grown}/handovers/new")
    wrong = {"day": "2020-01-01", "time": "10:30", "reply_by": "2020-01-02", "bring": "x" * 5001}
    to = office.rpartition("/")[2]
    tour.see("desk-handover-mistakes", ed, f"{grown}/handovers/new", to=to, **wrong)
    tour.see("desk-planned", ed, planned)
    stale = {
        "version": "0",
        "ask": "1",
        "way": "by-hand",
        "delivered_on": time.strftime("%Y-%m-%d", time.gmtime()),
    }
    tour.see("desk-planned-stale", ed, f"{planned}/deliver", **stale)
    tour.see("desk-handed", ed, handed)
    tour.see("desk-handed-viewer", vi, handed)


def _moved(who: Someone, path: str) -> str:
    """Where a draft is whose title was changed: a new title has an address of its own."""
    if (answer := who.ask(path)).status in (301, 302):
        return answer.headers["location"]
    found = re.search(r"/desk/p/[^/\"]+(?=/look)", answer.body)
    return found[0] if found else path
