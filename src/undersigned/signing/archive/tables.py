"""What an archive holds: each table that belongs to a petition, in the order in which it is read again.

A new table gets a line in TABLES, of an upper room by `add`; a new column of a table that is here goes along by itself.
Whatever is not to go along is named with the reason: a test walks every model and finds what was forgotten.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models

from undersigned.people.models import Team
from undersigned.petitions.models import (
    Addressee,
    Backer,
    Event,
    Manuscript,
    Notice,
    Partner,
    Petition,
    Slug,
    Text,
    TextVersion,
)
from undersigned.petitions.question import Question
from undersigned.signing import places
from undersigned.signing.models import (
    AskedAgain,
    Consent,
    PastConsent,
    PlacesPublished,
    Signature,
    Suppression,
    Tally,
)

_OWN_NUMBER: Final = "each install numbers its own rows"
_MADE_ANEW: Final = "made anew of what was typed, so that nothing unsafe comes in"


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of rows.

    `through` are the foreign keys that lead to the petition; "" for what only others point at. `refers` says which
    table of the archive another foreign key points into, by the number that rows have there if `is_numbered`. `anew`
    makes a column that is left out from the rest of its row, and `holds` says of a value whether a site could have
    written it.
    """

    name: str
    model: type[models.Model]
    through: tuple[str, ...] = ("petition",)
    refers: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    is_numbered: bool = False
    anew: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)
    holds: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)
    at_once: int = 2000  # rows in one file: all of them are in memory at one moment

    def fields(self) -> "list[models.Field[Any, Any]]":
        """The columns that stand in the archive, in order."""
        return [
            one
            for one in self.model._meta.concrete_fields
            if one.name not in self.left_out
            and self.through != (one.name,)  # the petition, which is the one in the archive
            and (self.is_numbered or not isinstance(one, models.AutoField))
        ]


TABLES: Final[list[Table]] = [
    Table(
        "teams",
        Team,
        through=(),
        left_out={
            "personal_of": "an account is made by who signs in, on each site anew",
            "created_at": "it says when the team came to one site",
        },
        is_numbered=True,
    ),
    Table(
        "petition",
        Petition,
        through=(),
        refers={"team": "teams"},
        left_out={
            "id": _OWN_NUMBER,
            "is_example": "the example stays where it is",
            "outcome_html": _MADE_ANEW,
        },
    ),
    Table("addressees", Addressee),
    Table("text-versions", TextVersion, is_numbered=True),
    Table(
        "texts",
        Text,
        through=("version", "petition"),
        refers={"version": "text-versions"},
        left_out={"story_html": _MADE_ANEW},
        at_once=4,  # each may be a megabyte
    ),
    Table("notices", Notice, at_once=200),
    Table("questions", Question),
    Table("slugs", Slug),
    Table("manuscripts", Manuscript),
    Table(
        "backers",
        Backer,
        left_out={"address_digest": "made under a key of the site: made anew from the address"},
    ),
    Table("partners", Partner, refers={"team": "teams"}),
    Table("timeline", Event),
    Table(
        "signatures",
        Signature,
        left_out={
            "address_digest": "made under a key of the site: made anew from the address",
            "digest_version": "it names that key",
            "network_digest": "made under a key of the day, which the new site does not have",
        },
    ),
    Table("consents", Consent, through=("signature", "petition"), refers={"team": "teams", "signature": ""}),
    Table(
        "past-consents",
        PastConsent,
        through=("signature", "petition"),
        refers={"team": "teams", "signature": ""},
    ),
    Table("suppressions", Suppression),
    Table("tallies", Tally),
    Table("asked-again", AskedAgain),
    # What was shown goes along: two figures of one place must not be told apart by whoever reads both sites.
    Table("places", PlacesPublished, holds={"shown": places.are_figures, "told": places.are_told}),
]

# Tables with something of a petition in them that stays, and why.
STAYS: Final[dict[str, str]] = {
    "petitions.DataKey": "its secret stands in keys.json, and is sealed anew under the new site's key",
    "petitions.TitleWord": "the worker finds them anew in the titles",
    "signing.ArchiveName": "it stands in keys.json",
    "signing.CarriedDigestKey": "they stand in keys.json",
    "signing.SignedMark": "how far the site has counted; how far that was stands in keys.json",
    "signing.ExportLog": "what people of the old site took along is in the old site's books",
    "signing.CodeTries": "a day's tries of codes that work on the old site alone",
    "signing.GatePosts": "who posted how often within the last minute",
    "signing.NetworkKey": "of a day, not of a petition; its digests stay behind as well",
    "people.Membership": "who may do what in a team is decided on each site",
    "people.Invitation": "as for memberships",
    "people.User": "accounts belong to a site",
    "people.AccountMail": "mail that waits to leave the old site",
    "mailing.Message": "mail that waits to leave the old site; the new one asks again whoever had none",
    "mailing.Allowance": "how much mail left the old site today",
    "ops.AuditEntry": "what people of the old site did is in the old site's books",
    "ops.Switch": "of the site",
    "site.KeptIdentity": "of the site",
    "site.OwnPageVersion": "of the site",
}


def add(tables: Sequence[Table], *, stays: Mapping[str, str]) -> None:
    """Make the tables of an upper room known, in the order in which they are read, and which of it stay and why."""
    known = {one.name for one in TABLES}
    TABLES.extend(one for one in tables if one.name not in known)
    STAYS.update(stays)


def table(name: str) -> Table:
    """The table of a name. Raises KeyError."""
    return {one.name: one for one in TABLES}[name]
