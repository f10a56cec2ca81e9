"""The life behind the pages of answers: a petition without a word, and one that was answered, with a page for each."""

from datetime import datetime, timedelta

from tests.delivery.offices import asks, comes_by_address, handed_over, page_of
from undersigned.delivery.acting import held
from undersigned.delivery.answering import Document, publish, say
from undersigned.delivery.claims import once_link
from undersigned.delivery.models import Claim
from undersigned.delivery.said import Said
from undersigned.ops.audit import COMMAND
from undersigned.petitions.models import Petition

DAY = timedelta(days=1)


def silence(petition: Petition, now: datetime) -> dict[str, str]:
    """Twelve days without an answer: its pages, and those on which the office may answer."""
    handover = handed_over(
        now, petition, delivered_on=(now - 12 * DAY).date(), evidence="Receipt 17", way="by-hand", signatures=1234
    )  # fmt: skip
    handover.recipient.reply_days, handover.recipient.reply_days_source = 20, "https://example.gov/replies"
    handover.recipient.save()
    asks(handover, "kim@example.gov", now)
    once = f"/reply/once/{once_link(Claim.objects.get(handover=handover), now=now)}"
    slug = petition.slugs.get().slug
    return {
        "petition-silent": f"/p/{slug}",
        "answers-silent": f"/p/{slug}/answers",
        "reply-address": f"/reply/for/{slug}",
        "reply-once": once,
        "reply-page": page_of(comes_by_address(handover, "dee@example.gov", now), now),
    }


def answers(petition: Petition, now: datetime) -> dict[str, str]:
    """A promise that is public; another answer waits."""
    handover = handed_over(
        now, petition, delivered_on=(now - 30 * DAY).date(), evidence="Receipt 18", way="by-post"
    )
    claim = comes_by_address(handover, "dee@example.gov", now)
    words, due = "We will publish **all of them**.\n\n- Lead\n- Nitrate", (now + 90 * DAY).date()
    promise = Said("promised", "Dee Osei, clerk", words, now.date(), due_on=due)
    told = say(claim, promise, document=Document(b"%PDF-1.7", "Measurements.pdf"), language="en", now=now)
    publish(held(petition.pk), told, COMMAND, now=now)
    meeting = Said("meeting", "Dee Osei, clerk", "Come by on Monday at ten.", now.date())
    say(claim, meeting, language="en", now=now)
    slug = petition.slugs.get().slug
    return {
        "answers": f"/p/{slug}/answers",
        "petition-answered": f"/p/{slug}",
        "reply-page-sent": f"{page_of(claim, now)}?said=sent",
    }
