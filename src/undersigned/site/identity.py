"""Who runs this site and how it looks, as its pages, notices and mails say it."""

import hashlib
from dataclasses import dataclass

from django.conf import settings

from undersigned.site import colours
from undersigned.site.logo import Logo
from undersigned.site.memory import Memory
from undersigned.site.models import KeptIdentity, OwnPageVersion

MUST_BE_WRITTEN = (OwnPageVersion.Kind.IMPRINT, OwnPageVersion.Kind.PRIVACY)


@dataclass(frozen=True, slots=True)
class Identity:
    """The site's name, its public address, who answers for it and where to write; each "" if not said."""

    name: str
    url: str
    responsible: str
    is_public: bool
    contact: str = ""
    logo: Logo | None = None
    colours: str = ""  # the digest of the style sheet with the site's own colours, "" for the house's


@dataclass(frozen=True, slots=True)
class Kept:
    """What was set by command; "" where nothing was."""

    name: str = ""
    responsible: str = ""
    contact: str = ""
    logo: Logo | None = None
    sheet: str = ""
    sheet_digest: str = ""


def _read() -> Kept:
    row = KeptIdentity.objects.first()
    if row is None:
        return Kept()
    sheet = colours.sheet(row.colour, row.colour_dark)
    return Kept(
        name=row.name,
        responsible=row.responsible,
        contact=row.contact,
        logo=Logo(row.logo, row.logo_width, row.logo_height) if row.logo else None,
        sheet=sheet,
        sheet_digest=hashlib.sha256(sheet.encode()).hexdigest()[:16] if sheet else "",
    )


kept: Memory[Kept] = Memory(_read, otherwise=Kept())


def identity() -> Identity:
    """The site's identity: what was set by command, else what the environment says."""
    known = kept.get()
    return Identity(
        name=known.name or settings.UNDERSIGNED_NAME,
        url=settings.UNDERSIGNED_URL,
        responsible=known.responsible or settings.UNDERSIGNED_RESPONSIBLE,
        is_public=bool(settings.UNDERSIGNED_URL),
        contact=known.contact,
        logo=known.logo,
        colours=known.sheet_digest,
    )


def why_not_publish() -> str:
    """Why no petition may be published here yet, with the commands that mend it; "" when one may.

    On a public site the notice beside the button names who answers for the data, and the privacy page says the
    rest (GDPR, article 13); who offers a service says where to be found (Directive 2000/31/EC, article 5).
    """
    if not settings.UNDERSIGNED_URL:
        return ""
    missing = []
    if not identity().responsible:
        missing.append(
            "nobody is named as responsible: run undersigned site set responsible='Name, address' "
            "(or set UNDERSIGNED_RESPONSIBLE)"
        )
    missing += [_how_to_write(kind) for kind in MUST_BE_WRITTEN if not _is_written(kind)]
    return "; ".join(missing)


def _is_written(kind: str) -> bool:
    return OwnPageVersion.objects.filter(kind=kind, language=settings.LANGUAGE_CODE).exists()


def _how_to_write(kind: str) -> str:
    page = f"undersigned site page {kind}"
    return (
        f"the page /{kind} is not written yet: run {page} --print > {kind}.md, fill in its blanks, "
        f"then run {page} {kind}.md"
    )
