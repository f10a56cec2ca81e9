"""undersigned pack SLUG OUT.zip, as an operator calls it."""

import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest
from django.core.management import call_command

from tests.delivery.packs import files_of, handover_of, signed_by
from tests.people import ada_drafts, ada_opens
from undersigned.delivery import verify
from undersigned.delivery.models import Pack
from undersigned.ops.models import AuditEntry
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db


def slug(petition: Petition) -> str:
    return petition.slugs.get().slug


def test_it_writes_a_pack_that_is_whole_and_writes_that_down(
    now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    petition = ada_opens(now, hands_over="names")
    signed_by(petition, now, [("Samantha", "Okafor")])
    handover_of(petition, now)
    out = tmp_path / "pack.zip"
    call_command("pack", slug(petition), str(out), handover=1)
    assert capsys.readouterr().out == f"{out}: 1 signatures, 2 pages\n"
    assert verify.main([str(out)]) == 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert json.loads(files_of(out.read_bytes())["manifest.json"])["reference"].endswith("-H1")
    pack = Pack.objects.get()
    assert (pack.sha256, pack.state) == (sha256(out.read_bytes()).hexdigest(), "gone")
    assert AuditEntry.objects.filter(action="make a pack").count() == 1


def test_without_scripts_and_locked(now: datetime, tmp_path: Path) -> None:
    petition, dee = ada_opens(now), pyrage.x25519.Identity.generate()
    out = tmp_path / "pack.zip.age"
    call_command("pack", slug(petition), str(out), without_scripts=True, lock_to=str(dee.to_public()))
    assert "verify.py" not in files_of(pyrage.decrypt(out.read_bytes(), [dee]))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "File exists"),
        ({"lock_to": "age1"}, "--lock-to"),
        ({"handover": 7}, "no handover 7"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_overwrites_nothing(
    now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: dict[str, object], said: str
) -> None:
    petition, out = ada_opens(now), tmp_path / "pack.zip"
    out.write_text("mine")
    with pytest.raises(SystemExit) as ended:
        call_command("pack", slug(petition), str(out), **options)
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert out.read_text() == "mine"


def test_a_draft_or_no_petition_has_no_pack(now: datetime, tmp_path: Path) -> None:
    for name in (slug(ada_drafts(now)), "nothing"):
        with pytest.raises(SystemExit):
            call_command("pack", name, str(tmp_path / "pack.zip"))
    assert not list(tmp_path.iterdir())
