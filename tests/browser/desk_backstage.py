"""Those who sign in, for the pages of tests.browser.desk_places: accounts, a team, its petitions, and links of mails.

Run as `python -m tests.browser.desk_backstage` in the environment of a running site; it prints {name: path} as JSON.
"""
# ruff: noqa: E402 - models can be imported only once Django is set up

import hashlib
import json
import os
import re
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.settings"
django.setup()

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from fido2 import webauthn
from fido2.cose import ES256

from tests.answered import answered
from tests.partners import asks, joins
from tests.people import DOCUMENT, signs
from undersigned.delivery import handing_over, planning, recipients
from undersigned.delivery.models import Pack
from undersigned.mailing.models import Message
from undersigned.ops.audit import COMMAND
from undersigned.people import actions as teams
from undersigned.people.accounts import create_account
from undersigned.people.links import invitation_link, sign_in_link
from undersigned.people.models import Invitation, Membership, Team, User
from undersigned.petitions import actions, partnering
from undersigned.petitions.models import Petition
from undersigned.petitions.moving import By
from undersigned.signing import confirming

NOW = datetime.now(UTC)
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105 - of an app with codes
paths: dict[str, str] = {}


def account(name: str, *, is_moderator: bool = False) -> User:
    """Somebody who signed up, and the link that signs them in."""
    user = create_account(f"{name}@example.org", is_staff=False, is_moderator=is_moderator, now=NOW)
    paths[f"as-{name}"] = path_in(sign_in_link(user, now=NOW))
    return user


def path_in(link: str) -> str:
    """Without the site."""
    return re.sub(r"^https?://[^/]+", "", link)


def written(team: Team, title: str) -> Petition:
    """A draft of the team."""
    petition = actions.draft(replace(DOCUMENT, title=title), team=team, now=NOW - timedelta(days=9))
    paths[f"desk-{title.rpartition(' ')[2]}"] = f"/desk/p/{petition.slugs.get().slug}"
    return petition


def grown(petition: Petition) -> None:
    """Opened nine days ago, and signed since."""
    actions.publish(petition, now=NOW - timedelta(days=9))
    for number in range(12):
        then = NOW - timedelta(days=number // 2)
        country = "GB" if number % 3 else "FR"
        signature = signs(petition, then, email=f"signer{number}@example.org", country=country)
        confirming.confirm(signature, None, now=then)
    promise = answered(petition, NOW - timedelta(days=5), "promised", due_on=(NOW - timedelta(days=2)).date())
    paths["desk-answer"] = f"{paths['desk-day']}/answers/{promise.number}"
    handed(petition)
    packed(petition)


def handed(petition: Petition) -> None:
    """Handed over once, planned once more; of the office its address and who held it are known."""
    by = By("owner", COMMAND)
    office = recipients.recipients_of(petition, now=NOW)[0]
    desk = planning.Desk("office@council.example", "60", "https://council.example/replies")
    recipients.describe(office, desk, by=by, now=NOW)
    for name, day in (("Ada Bell", date(2019, 7, 24)), ("Bo Quinn", date(2022, 9, 6))):
        recipients.hold(office, name, day, by=by, now=NOW)
    paths["desk-recipient"] = f"{paths['desk-day']}/recipients/{office.public_id}"
    plan = planning.Plan(
        (NOW + timedelta(days=9)).replace(hour=10, minute=30), "Town hall", "ada and ed", "The box\n\nTwo chairs",
        "ada@example.org", is_public=True,
    )  # fmt: skip
    for name in ("desk-handed", "desk-planned"):
        row = handing_over.plan(petition, office, plan, key=uuid4(), by=by, now=NOW)
        paths[name] = f"{paths['desk-day']}/handovers/{row.public_id}"
        if name == "desk-handed":
            done = planning.Done("by-post", NOW.date() - timedelta(days=1), "Receipt 17")
            handing_over.deliver(row, done, seen=handing_over.Seen(1, 1), by=by, now=NOW)


def packed(petition: Petition) -> None:
    """A pack as the worker leaves its row."""
    pack = Pack.objects.create(
        petition=petition,
        state=Pack.State.READY,
        has_names=True,
        done=12,
        total=12,
        signatures=12,
        size=250_000,
        sha256="5f0c" * 16,
        asked_by=UUID(int=1),
        asked_at=NOW,
        made_at=NOW,
        expires_at=NOW + timedelta(days=30),
    )
    paths["desk-pack"] = f"{paths['desk-day']}/packs/{pack.public_id}"


def passkey(name: str) -> dict[str, object]:
    """One as a browser would have registered it."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    key = ES256.from_cryptography_key(public)  # type: ignore[no-untyped-call] # the library's own
    attested = webauthn.AttestedCredentialData.create(webauthn.Aaguid(bytes(16)), b"key", key)
    flags = webauthn.AuthenticatorData.FLAG.UP | webauthn.AuthenticatorData.FLAG.AT
    host = hashlib.sha256(b"localhost").digest()
    response = webauthn.AuthenticatorAttestationResponse(
        client_data=webauthn.CollectedClientData.create(
            type="webauthn.create", challenge=b"asked", origin="http://localhost"
        ),
        attestation_object=webauthn.AttestationObject.create(
            "none", webauthn.AuthenticatorData.create(host, flags, 0, attested), {}
        ),
    )
    return {"name": name, "credential": dict(webauthn.RegistrationResponse(raw_id=b"key", response=response))}


def people() -> Team:
    """Ada's team, in which ed writes and vi reads; new has only just come; olu has a second step."""
    ada, ed, vi = account("ada"), account("ed"), account("vi")
    account("new")
    for user in (ada, olu := account("olu", is_moderator=True)):
        user.set_password(PASSWORD)
        user.save()
    TOTP.activate(olu, SECRET)
    Authenticator.objects.create(user=olu, type=Authenticator.Type.WEBAUTHN, data=passkey("Olu’s phone"))
    team = teams.found("Riverside Readers", by=ada, now=NOW)
    for user, role in ((ed, "editor"), (vi, "viewer")):
        Membership.objects.create(team=team, user=user, role=role, created_at=NOW)
    paths["team"] = f"/desk/team/{team.public_id}"
    paths["member-vi"] = f"{paths['team']}/members/{vi.public_id}"
    for email in ("new@example.org", "mo@example.org"):
        teams.invite(team, email, "editor", by=ada, language="en", now=NOW)
    invitations = {row.email: row for row in Invitation.objects.all()}
    paths["invitation"] = path_in(invitation_link(invitations["new@example.org"]))
    paths["invitation-other"] = path_in(invitation_link(invitations["mo@example.org"]))
    return team


def beside(petition: Petition) -> None:
    """Another organisation stands beside it, whose owner is kim; a third is asked, for whom lee may speak."""
    kim, lee = account("kim"), account("lee")
    canal = teams.found("Canal Society", by=kim, now=NOW)
    teams.found("Tram Riders", by=lee, now=NOW)
    joined = joins(petition, "Canal Society", NOW, team=canal)
    paths["partner"] = f"/desk/with/{joined.public_id}"
    paths["partner-end"] = f"/{joined.public_id}/end"
    paths["partner-join"] = path_in(partnering.invitation_link(asks(petition, "lee@example.org", NOW)))
    account("ada")  # each time somebody is asked for her the link before ends


def over(petition: Petition) -> None:
    """Opened and closed."""
    actions.publish(petition, now=NOW - timedelta(days=8))
    petition.refresh_from_db()
    actions.close(petition, now=NOW - timedelta(days=2))


with transaction.atomic():
    riverside = people()
    written(riverside, "The City Council must light the river path at night")
    grown(written(riverside, "The City Council must mend the old bridge by day"))
    beside(written(riverside, "The City Council must run the tram at dawn"))
    over(written(riverside, "The City Council must keep the market at noon"))
    Message.objects.all().delete()
sys.stdout.write(json.dumps(paths))
