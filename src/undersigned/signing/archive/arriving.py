"""Rows of an archive become rows of this site: what each table needs beside being written as it is."""

import hashlib
import json
import os
from collections.abc import Callable
from datetime import datetime
from typing import Final

from undersigned.kit import digests
from undersigned.kit.addresses import canonical
from undersigned.kit.keys import Key, Keyring
from undersigned.kit.richtext import markdown_html, plain_html
from undersigned.kit.seal import SealBroken, unseal
from undersigned.ops import keyring
from undersigned.ops.bulk import write_new
from undersigned.people.actions import site_team
from undersigned.people.models import Membership, Team
from undersigned.petitions import slugs
from undersigned.petitions.actions import free_number
from undersigned.petitions.life import UNSEEN
from undersigned.petitions.models import Backer, Notice, Petition, Slug, Text, TextVersion
from undersigned.signing import intake
from undersigned.signing.archive.holding import OF_SOMEBODY, hold
from undersigned.signing.archive.parts import Part, RowsRefused
from undersigned.signing.archive.tables import Table
from undersigned.signing.models import Signature
from undersigned.signing.person import Person
from undersigned.signing.recounting import differences
from undersigned.site.identity import why_not_publish

_DAMAGED: Final = "the archive is damaged: "


class Arrival:
    """One petition on its way in; everything happens in the caller's transaction.

    `told` says what is otherwise here, a line each. Every method raises RowsRefused.
    """

    def __init__(self, data_key: bytes | None, now: datetime) -> None:
        self.now = now
        self.told: list[str] = []
        self._kept: Petition | None = None
        self._numbers: dict[str, dict[int, int]] = {}  # table -> number there -> key here
        self._texts: set[int] = set()
        self._notices: set[int] = set()
        self._unmailed: list[bytes] = []
        self._unreadable = 0
        self._data_keys = Keyring((Key(1, data_key),)) if data_key else None
        self._digest_key = keyring.current("digest")

    @property
    def petition(self) -> Petition:
        if self._kept is None:
            raise RowsRefused("the archive does not say of which petition it is")
        return self._kept

    def take(self, table: Table, part: Part) -> None:
        """Write the rows of one file."""
        hold(table, part)
        for name, other in table.refers.items():
            if other:
                known = self._numbers.get(other, {})
                places = part.column(f"{name}_id")
                if not all(place is None or place in known for place in places):
                    raise RowsRefused(f"{_DAMAGED}{table.name} points at {other} that are not there")
                part.put(f"{name}_id", [None if place is None else known[place] for place in places])
        if table.through == ("petition",):
            part.add("petition_id", [self.petition.pk] * len(part.rows))
        for name, make in table.anew.items():
            part.add(name, [make(row) for row in part.dicts()])
        if own := _OWN.get(table.name):
            own(self, part)
        elif table.is_numbered:
            self._write_numbered(table, part)
        else:
            self._hold_owned(table, part)
            write_new(table.model, part.names, part.rows)

    def _write_numbered(self, table: Table, part: Part) -> None:
        known = self._numbers.setdefault(table.name, {})
        numbers = part.column("id")
        made = [
            table.model(**{name: value for name, value in row.items() if name != "id"})
            for row in part.dicts()
        ]
        table.model._default_manager.bulk_create(made)
        known |= dict(zip(numbers, (one.pk for one in made), strict=True))
        if table.model is TextVersion:
            self._texts |= set(part.column("number"))

    def _hold_owned(self, table: Table, part: Part) -> None:
        """No row may hang on a signature of another petition."""
        if table.through[0] == "signature":
            ids = set(part.column("signature_id"))
            if Signature.objects.filter(petition=self.petition, pk__in=ids).count() != len(ids):
                raise RowsRefused(f"{_DAMAGED}{table.name} of signatures that are not there")

    def teams(self, part: Part) -> None:
        """A team that is known here by its public id, the site's own for the site's, or a new one of that name."""
        known = self._numbers.setdefault("teams", {})
        for row in part.dicts():
            if row["is_site"]:
                team = site_team(now=self.now)
            else:
                team, _ = Team.objects.get_or_create(
                    public_id=row["public_id"], defaults={"name": row["name"], "created_at": self.now}
                )
            known[row["id"]] = team.pk

    def petitions(self, part: Part) -> None:
        """The petition itself, under a public number that is free."""
        if self._kept is not None or len(part.rows) != 1:
            raise RowsRefused(f"{_DAMAGED}it holds more than one petition")
        [row] = part.dicts()
        if row["state"] not in UNSEEN and (reason := why_not_publish()):
            raise RowsRefused(f"this site may not show a petition yet: {reason}")
        if Petition.objects.filter(public_number=row["public_number"]).exists():
            before, row["public_number"] = row["public_number"], free_number()
            self.told.append(
                f"the number {before} is another petition's here: this one is {row['public_number']}"
            )
        digest = row["document_digest"]
        if digest is not None and Petition.objects.filter(document_digest=digest).exists():
            row["document_digest"] = None
            self.told.append(
                "the document that it was made of was imported here too: that is another petition"
            )
        row["outcome_html"] = markdown_html(row["outcome_story"]) if row["outcome_story"] else ""
        self._kept = Petition.objects.create(**row)
        team = self._kept.team
        if not team.is_site and not Membership.objects.filter(team=team).exists():
            self.told.append(f"its team {team.name!r} has no members here yet")

    def texts(self, part: Part) -> None:
        """Texts, each what its hashes say, with HTML that is made here."""
        html = []
        for row in part.dicts():
            hashes = {
                name: hashlib.sha256(row[name].encode()).hexdigest()
                for name in ("title", "ask", "letter", "story", "call")
            }
            if row["hashes"] != hashes:
                raise RowsRefused(f"{_DAMAGED}a text is not what was signed")
            is_markdown = row["markup"] == Text.Markup.MARKDOWN
            html.append(
                markdown_html(row["story"]) if is_markdown else plain_html(row["story"].split("\n\n"))
            )
        part.add("story_html", html)
        write_new(Text, part.names, part.rows)

    def notices(self, part: Part) -> None:
        """Notices, each what its hash says."""
        for row in part.dicts():
            if hashlib.sha256(row["text"].encode()).hexdigest() != row["sha256"]:
                raise RowsRefused(f"{_DAMAGED}a notice is not what was signed")
        self._notices |= set(part.column("number"))
        write_new(Notice, part.names, part.rows)

    def slugs(self, part: Part) -> None:
        """Addresses: as they were where they are free; else the current one with a number at its end."""
        for row in part.dicts():
            if not Slug.objects.filter(slug=row["slug"]).exists():
                Slug.objects.create(**row)
            elif row["is_current"]:
                given = slugs.give(self.petition, title=row["slug"], language=row["language"])
                self.told.append(
                    f"/p/{row['slug']} is another petition's here: this one is at /p/{given.slug}"
                )
            else:
                self.told.append(f"its old address /p/{row['slug']} is another petition's here")

    def signatures(self, part: Part) -> None:
        """Signatures, recognised from now on by the digest that their address has on this site."""
        names = (
            "id",
            "sealed",
            "state",
            "text_number",
            "notice_number",
            "number",
            "confirmed_at",
            "mailed_at",
        )
        places = [part.names.index(name) for name in names]
        ask = part.names.index("ask_number")
        found = []
        for row in part.rows:
            row_id, sealed, state, text, notice, number, confirmed_at, mailed_at = [
                row[place] for place in places
            ]
            if text not in self._texts or notice not in self._notices:
                raise RowsRefused(f"{_DAMAGED}a signature under a text or notice that is not there")
            if state == Signature.State.CONFIRMED and (number is None or confirmed_at is None):
                raise RowsRefused(f"{_DAMAGED}a confirmed signature without its time or number")
            digest = self._digest(row_id.bytes, sealed) if state in OF_SOMEBODY and sealed else os.urandom(16)
            if state == Signature.State.PENDING and mailed_at is None:
                self._unmailed.append(intake.mail_key(digest, self.petition.pk, row[ask]))
            found.append(digest)
        part.add("address_digest", found)
        part.add("digest_version", [digests.version(self._digest_key)] * len(found))
        write_new(Signature, part.names, part.rows)

    def backers(self, part: Part) -> None:
        """Who wants it to open, recognised by the digest that their address has on this site."""
        found = []
        for row_id, sealed in zip(part.column("id"), part.column("sealed"), strict=True):
            try:
                [email, _] = json.loads(self._unsealed(row_id.bytes, sealed))
                found.append(digests.of_address(self._digest_key, canonical(email)))
            except (SealBroken, ValueError, AttributeError, TypeError, RecursionError):
                found.append(os.urandom(16))
        part.add("address_digest", found)
        write_new(Backer, part.names, part.rows)

    def _unsealed(self, row_id: bytes, sealed: bytes) -> bytes:
        if self._data_keys is None:
            raise SealBroken
        return unseal(self._data_keys, sealed, bound_to=row_id)

    def _digest(self, row_id: bytes, sealed: bytes) -> bytes:
        try:
            person = Person.from_bytes(self._unsealed(row_id, sealed))
            return digests.of_address(self._digest_key, canonical(person.email))
        except (SealBroken, ValueError):
            self._unreadable += 1
            return os.urandom(16)

    def finish(self) -> Petition:
        """What must be so once all rows are there; the mails that the old site had not sent."""
        petition = self.petition
        current = Text.objects.filter(
            version__petition=petition, version__number=petition.text_number, language=petition.language
        )
        notice = petition.notices.filter(number=petition.notice_number, language=petition.language)
        address = petition.slugs.filter(language=petition.language, is_current=True)
        if not (current.exists() and notice.exists() and address.exists()):
            raise RowsRefused("the archive is incomplete: its petition has no text, notice or address")
        asks = petition.questions.exists()
        if asks != petition.has_questions:
            raise RowsRefused(f"{_DAMAGED}it does not say what its signers were asked")
        if differences(petition):
            raise RowsRefused(
                "its numbers do not agree with its signatures: run undersigned recount --mend where it comes from"
            )
        if not petition.is_unseen and petition.may_confirm(self.now):
            for key in self._unmailed:
                intake.ask_for_mail(key, network_digest=None, now=self.now)
        if self._unreadable:
            self.told.append(
                f"{self._unreadable} of its signatures could not be read where it came from either"
            )
        return petition


_OWN: Final[dict[str, Callable[[Arrival, Part], None]]] = {
    "teams": Arrival.teams,
    "petition": Arrival.petitions,
    "texts": Arrival.texts,
    "notices": Arrival.notices,
    "slugs": Arrival.slugs,
    "backers": Arrival.backers,
    "signatures": Arrival.signatures,
}
