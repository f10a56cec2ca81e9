"""The life behind the pages of tests.browser.places: petitions, signatures, and links of any age.

Run as `python -m tests.browser.backstage` in the environment of a running site, it writes what no visitor could
bring about (a link of last month, an approved comment) and prints the addresses as JSON: {name: path}.
"""
# ruff: noqa: E402 - models can be imported only once Django is set up

import io
import json
import os
import sys
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

import django
from PIL import Image

os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.settings"
django.setup()

from django.db import transaction

from tests.answered import answered
from tests.browser import answer_life
from tests.partners import joins
from tests.people import DOCUMENT, ada_drafts, ada_opens, signs
from tests.questions import KEPT, PHONE, all_asked
from undersigned.delivery import stopping as offices
from undersigned.delivery.verdicts import judge
from undersigned.kit.addresses import canonical
from undersigned.kit.digests import of_address
from undersigned.mailing.models import Message
from undersigned.ops import keyring
from undersigned.people.actions import site_team
from undersigned.petitions import actions, backing, drafting, outcomes, texts, translating, versions
from undersigned.petitions.document import Document, read
from undersigned.petitions.models import DataKey, Petition, Text, TextVersion
from undersigned.signing import confirming
from undersigned.signing.export import sheets
from undersigned.signing.export.columns import columns_of
from undersigned.signing.links import confirmation_link, mine_link, verdict_link
from undersigned.signing.models import Signature
from undersigned.signing.stopping import stop_link

MANY = 21  # one more than a page lists
DAY = timedelta(days=1)
NOW = datetime.now(UTC)
ARABIC = """على المجلس البلدي أن يعيد فتح المكتبة

أُغلقت المكتبة في الربيع، ولم يُسأل أحد.

وقّعوا معنا اليوم!
"""
FRENCH = """Le conseil municipal doit rouvrir la bibliothèque

La bibliothèque a fermé au printemps. Personne n’a été consulté.

Demandons-le ensemble !
"""
# All that Markdown may bring into a story.
MARKDOWN = """# The Water Board must keep sewage out of the Arden

## What happened

Last year the board opened its sluices on *214 days*, and **nobody** was told.

- In June the fish died.
- In July the bathing place was closed.

> We do not measure it, so it is not there: [the board](https://example.org/arden).

### What we ask

1. Close the sluices.
2. Measure what passes them.

**Join us** and sign today!
"""
paths: dict[str, str] = {}


def photo() -> bytes:
    """A picture as busy as a real one: noise, a little out of focus."""
    written = io.BytesIO()
    Image.effect_noise((160, 90), 80).resize((1600, 900)).convert("RGB").save(written, "JPEG")
    return written.getvalue()


def opens(title: str, **facts: object) -> Petition:
    """A petition of ada's that opened yesterday."""
    return ada_opens(NOW - DAY, replace(DOCUMENT, title=title), **facts)


def page(name: str, petition: Petition, language: str = "") -> None:
    """Note the address of a petition's page."""
    slug = petition.slugs.get(language=language or petition.language, is_current=True).slug
    paths[name] = f"/p/{quote(slug)}"


def link(signature: Signature, *, age: timedelta = timedelta(0)) -> str:
    """The link of a mail that left so long ago."""
    return urlsplit(confirmation_link(signature, now=NOW - age).url).path


def mine(email: str, *, age: timedelta = timedelta(0)) -> str:
    """The link to what an address has signed, of so long ago."""
    digest = of_address(keyring.current("digest"), canonical(email))
    return urlsplit(mine_link(digest, now=NOW - age).url).path


def confirmed(petition: Petition, **changes: object) -> Signature:
    """Someone's signature, counted."""
    return confirming.confirm(signs(petition, NOW, **changes), None, now=NOW)


def petitions() -> Petition:
    """One of each kind; the one that people sign is returned."""
    signed = opens("The City Council must reopen the Riverside library")
    translating.add_translation(signed, read(FRENCH.encode()), language="fr", now=NOW)
    page("petition", signed)
    page("petition-fr", signed, "fr")
    new = opens("The Mayor must plant trees", country="GB", text_dated="2021-03")
    page("petition-new", actions.illustrate(new, photo(), alt="A street without a tree at noon"))
    page("petition-postcode", opens("The Ferry Board must run at night", asks_postal_code=True))
    page("petition-markdown", ada_opens(NOW - DAY, read(MARKDOWN.encode(), markdown=True)))
    page("petition-rtl", ada_opens(NOW - DAY, read(ARABIC.encode())))
    page("petition-closed", actions.close(opens("The Harbour Board must mend the pier"), now=NOW))
    page("petition-paused", actions.pause(opens("The Harbour Board must paint the pier"), now=NOW))
    page("petition-draft", ada_drafts(NOW, replace(DOCUMENT, title="The Harbour Board must sweep the pier")))
    page("petition-partners", coalition())
    page("petition-questions", asking())
    won = actions.close(opens("The Harbour Board must light the pier"), now=NOW)
    page("petition-won", outcomes.declare(won, outcome="won", story="It has **lamps** now.", now=NOW))
    page(
        "petition-gone",
        outcomes.take_down(opens("The Harbour Board must sink"), why="A court said so.", now=NOW),
    )
    page("petition-anew", asked_anew(opens("The Harbour Board must widen the peir")))
    page("petition-revised", revised(opens("The Rector must open the old gate")))
    return signed


def coalition() -> Petition:
    """Two organisations stand beside it; Eve ticked the box of one, and it took her address along."""
    petition = ada_drafts(NOW - DAY, replace(DOCUMENT, title="The Harbour Board must clean the basin"))
    friends = joins(petition, "Friends of the Basin", NOW - DAY)
    joins(petition, "Anglers’ Union", NOW - DAY)
    actions.publish(petition, now=NOW - DAY)
    paths["confirm-partners"] = link(signs(petition, NOW, email="kim@example.org", partners=(2,)))
    confirmed(petition, email="eve@example.org", given_name="Eve", partners=(1,))
    asking = sheets.Asking(name="the friends", team=friends.team)
    b"".join(sheets.rows(petition, columns_of("mailchimp"), asking=asking, now=NOW))
    paths["mine-partners"] = mine("eve@example.org")
    return petition


def asking() -> Petition:
    """It asks everything that can be asked; Eve has answered, Kim is about to confirm what she answered."""
    petition = opens("The Harbour Board must build a bathing place", asked=all_asked(), country="GB")
    answers = {"phone": PHONE, "asked": KEPT}
    paths["confirm-questions"] = link(signs(petition, NOW, email="kim@example.org", **answers))
    confirmed(petition, email="ida@example.org", given_name="Ida", **answers)
    paths["mine-questions"] = mine("ida@example.org")
    return petition


def asked_anew(petition: Petition) -> Petition:
    """A petition with a slip mended and then a new ask, which somebody who signed the first is asked about."""
    paths["again"] = link(confirmed(petition, email="mo@example.org", given_name="Mo"))
    written = drafting.as_written(petition)
    for number, title in enumerate(
        ("The Harbour Board must widen the pier", "The Harbour Board must keep it"), 1
    ):
        draft, _ = drafting.check(written | {"title": title}, languages=["en"])
        assert draft is not None
        change = versions.fix if number == 1 else versions.change_ask
        change(petition, draft, of=number, now=NOW)
    return actions.pause(petition, now=NOW)


def revised(petition: Petition) -> Petition:
    """The same with a second text, so long ago that the first can no longer be signed."""
    petition.text_versions.update(superseded_at=NOW - 2 * timedelta(hours=1))
    version = TextVersion.objects.create(petition=petition, number=2, ask_number=1, created_at=NOW)
    document: Document = replace(DOCUMENT, title="The Rector must open the old gate", paragraphs=("By day.",))
    Text.objects.create(version=version, language="en", **texts.columns(document))
    petition.text_number = 2
    petition.save()
    return petition


def private_links(signed: Petition) -> None:
    """What the mails of a petition with some signers lead to, each to its own signature."""
    first = confirmed(signed, comment="I learned to read there.", show_name=True)
    Signature.objects.filter(pk=first.pk).update(is_comment_approved=True)
    dee = signs(signed, NOW, email="dee@example.org", given_name="Dee", family_name="", show_name=True)
    confirming.confirm(dee, None, now=NOW - timedelta(minutes=1))
    confirming.withdraw(confirmed(signed, email="mo@example.org"), now=NOW)
    pending = signs(signed, NOW, email="zed@example.org", given_name="Zed", comment="It was warm there.")
    paths["confirm"], paths["confirmed"] = link(pending), link(first)
    paths["withdraw"], paths["withdraw-pending"] = f"{link(first)}/withdraw", f"{link(pending)}/withdraw"
    paths["not-me"] = f"{link(pending)}/not-me"
    paths["link-expired"] = link(pending, age=31 * DAY)
    other = confirmed(bells := opens("The Vestry must ring the bells"), email="mo@example.org")
    paths["link-ended"] = link(other)
    confirming.withdraw(other, now=NOW)
    actions.close(bells, now=NOW)
    late = signs(too_late := opens("The Vestry must wind the clock"), NOW, email="mo@example.org")
    paths["link-too-late"] = link(late)
    actions.close(too_late, now=NOW - 8 * DAY)


def used_once() -> None:
    """Links whose one use is on a page of its own; their petition is closed, so that no list shows it."""
    petition = opens("The Vestry must mend the organ")
    paths["withdrawn"] = f"{link(confirmed(petition, email='mo@example.org'))}/withdraw"
    paths["not-me-done"] = f"{link(signs(petition, NOW, email='sue@example.org'))}/not-me"
    actions.close(petition, now=NOW)


def own_signatures(signed: Petition) -> None:
    """Sam has one that counts and one that waits, zed more than a page lists, and it was not dee."""
    waits = opens("The Library Board must lend tools")
    signs(waits, NOW - DAY)
    actions.close(waits, now=NOW)
    disowned = opens("The Library Board must lend bicycles")
    confirming.disown(signs(disowned, NOW, email="ann@example.org"), now=NOW)
    actions.close(disowned, now=NOW)
    for number in range(MANY - 1):
        one = opens(f"The Council must mend street {number}")
        signs(one, NOW - DAY - number * timedelta(hours=1), email="zed@example.org", given_name="Zed")
        actions.close(one, now=NOW)
    reference = f"{signed.public_number}-1-0"
    own = mine("sam@example.org")
    paths["mine"], paths["mine-saved"] = own, f"{own}?said=saved"
    paths["mine-withdraw"], paths["mine-erase"] = f"{own}/{reference}/withdraw", f"{own}/{reference}/erase"
    paths["mine-old"] = f"{mine('sam@example.org', age=timedelta(hours=2))}/{reference}/withdraw"
    paths["mine-expired"] = mine("sam@example.org", age=2 * DAY)
    paths["mine-older"] = f"{mine('zed@example.org')}?page=2"
    paths["mine-suppressed"] = mine("ann@example.org")
    paths["mine-nothing"] = mine("nobody@example.org")
    damaged = opens("The Library Board must lend maps")
    confirmed(damaged, email="eli@example.org")
    actions.close(damaged, now=NOW)
    DataKey.objects.filter(petition=damaged).update(wrapped=b"\x01 not a key")
    paths["mine-unreadable"] = mine("eli@example.org")


def backed() -> None:
    """A draft whose team asks for backers, and two people who were asked."""
    typed = {"title": "The Harbour Board must light the pier", "story": "It is dark.", "hands_over": "number"}
    manuscript = drafting.start(typed, key=uuid.uuid4(), team=site_team(now=NOW), now=NOW)
    petition, keys = manuscript.petition, ("back-confirm", "back-confirmed")
    paths["back"] = f"/back/{manuscript.key}"
    for key in keys:
        backing.ask_to_back(petition, f"{key}@example.org", language="en", network_digest=None, now=NOW)
    for key, backer in zip(keys, petition.backers.order_by("pk"), strict=True):
        paths[key] = urlsplit(backing.backer_link(backer, now=NOW)).path


def after_the_answer() -> None:
    """Ten have judged a promise, sam has not; dee gets mail about it."""
    petition = opens("The Health Board must open the walk-in clinic")
    promise = answered(
        petition, NOW, "promised", said_by="Dee Roe, Health Board", due_on=NOW.date() + 30 * DAY
    )
    for number in range(10):
        one = confirmed(petition, email=f"judge{number}@example.org")
        judge(one, promise, number % 3, now=NOW)
        paths["verdict-said"] = urlsplit(verdict_link(one, now=NOW).url).path
    sam = confirmed(petition, email="judging@example.org", updates=True)
    paths["verdict"] = urlsplit(verdict_link(sam, now=NOW).url).path
    paths["verdict-old"] = urlsplit(verdict_link(sam, now=NOW - 200 * DAY).url).path
    paths["stop"] = urlsplit(stop_link(sam, now=NOW).url).path
    dee = confirmed(petition, email="stopping@example.org", updates=True)
    paths["stopped"] = urlsplit(stop_link(dee, now=NOW).url).path
    for name in ("office", "office-stopped"):
        news = offices.news_of(petition, offices.office_held(f"{name}@council.example"), now=NOW)
        paths[name] = urlsplit(offices.stop_link(news.pk, now=NOW)).path
    actions.close(petition, now=NOW)
    silent = opens("The Health Board must open the night pharmacy")
    paths["verdict-none"] = urlsplit(
        verdict_link(confirmed(silent, email="silent@example.org"), now=NOW).url
    ).path
    actions.close(silent, now=NOW)


def answering() -> None:
    """One petition without a word, and one that was answered."""
    paths.update(answer_life.silence(opens("The City Council must open the night shelter"), NOW))
    paths.update(answer_life.answers(opens("The Water Board must publish its measurements"), NOW))


with transaction.atomic():
    shown = petitions()
    private_links(shown)
    used_once()
    own_signatures(shown)
    backed()
    after_the_answer()
    answering()
    Message.objects.all().delete()  # else the inbox fills while the pages are looked at
sys.stdout.write(json.dumps(paths))
