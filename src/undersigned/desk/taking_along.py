"""A team's sheet as a file to download; every one is written down."""

import tempfile
from pathlib import Path

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from undersigned.people.models import Team, User
from undersigned.petitions.models import Petition
from undersigned.signing.export import sheets, spreadsheet
from undersigned.signing.export.columns import columns_of
from undersigned.signing.export.questions import columns_asked
from undersigned.signing.models import Signature
from undersigned.signing.requests import now

NOT_ON_THIS_SITE = _("On this site addresses are taken along by those who run it alone.")


def as_file(
    petition: Petition, shape: str, kind: str, *, by: User, team: Team | None = None
) -> HttpResponseBase:
    """The signatures in one of the shapes of export.columns, as "csv" or "xlsx"; `team` is a partner's.

    Raises ExportRefused.
    """
    asking = sheets.Asking(name=by.called[:120], actor=str(by.public_id), is_staff=by.is_staff, team=team)
    # A partner takes none along of what the petition's own team asked.
    asked = columns_asked(petition) if team in (None, petition.team) else ()
    columns, name = columns_of(shape, asked), f"signatures-{petition.public_number}-{shape}.{kind}"
    if kind == "csv":
        rows = sheets.rows(petition, columns, asking=asking, now=now(), bom=True)
        response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    states = (Signature.State.CONFIRMED.value,)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        blocks = sheets.blocks_of(
            petition, columns, asking=asking, now=now(), states=states, every_ask=False, kind="xlsx"
        )
        spreadsheet.write(path, columns, blocks)
        # Open, it outlives its folder.
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)
