"""The people of the tests, and the petition that ada starts for them."""

from datetime import datetime

from undersigned.kit.addresses import canonical
from undersigned.kit.digests import of_address
from undersigned.ops import keyring
from undersigned.people.actions import site_team
from undersigned.petitions import actions
from undersigned.petitions.document import Document
from undersigned.petitions.models import Petition
from undersigned.signing.answers import Answers
from undersigned.signing.intake import Circumstances, sign
from undersigned.signing.models import Signature

DOCUMENT = Document(
    title="The City Council must reopen the Riverside library",
    ask="reopen the Riverside library",
    letter="",
    paragraphs=("The library closed in spring.", "Nobody was asked."),
    call="Let’s ask the council together!",
    addressees=("The City Council",),
    goal=500,
    claimed_signatures=0,
    language="en",
    markup="plain",
)
SAM = Answers(
    given_name="Sam",
    family_name="Okafor",
    email="sam@example.org",
    country="GB",
    postal_code="",
    comment="",
    show_name=False,
    updates=False,
)


def ada_drafts(now: datetime, document: Document = DOCUMENT, **facts: object) -> Petition:
    """A draft of ada's."""
    return actions.draft(document, team=site_team(now=now), now=now, **facts)  # type: ignore[arg-type]


def ada_opens(now: datetime, document: Document = DOCUMENT, **facts: object) -> Petition:
    """An open petition of ada's."""
    return actions.publish(ada_drafts(now, document, **facts), now=now)


def around(petition: Petition, **facts: object) -> Circumstances:
    """What stood on the page as it is now."""
    shown = Circumstances(petition.text_number, petition.notice_number, "en")
    return shown._replace(**facts)  # type: ignore[arg-type]


def signs(petition: Petition, now: datetime, **changes: object) -> Signature:
    """Someone signs; the pending signature, or the one that was there."""
    answers = SAM._replace(**changes)  # type: ignore[arg-type]
    sign(petition, answers, around(petition), now=now)
    digest = of_address(keyring.current("digest"), canonical(answers.email))
    return Signature.objects.get(petition=petition, ask_number=petition.ask_number, address_digest=digest)
