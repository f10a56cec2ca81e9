"""A site that was filled with petitions is one that a visitor and its team find all of them on."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from tests.people import ada_opens
from undersigned.bench import run as whole
from undersigned.bench.filling_petitions import fill_petitions
from undersigned.bench.measuring import Plan
from undersigned.petitions.likeness import alike
from undersigned.petitions.models import Petition


@pytest.mark.django_db
def test_each_petition_is_listed_found_and_read(
    now: datetime, client: Client, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undersigned.bench.filling_petitions.AT_ONCE", 4)
    petition = ada_opens(now)
    fill_petitions(petition.slugs.get().slug, 11)
    sample = json.loads(capsys.readouterr().out)
    assert Petition.objects.filter(team=petition.team).count() == 12
    middle = Petition.objects.get(public_number=sample["number"])
    assert middle.slugs.get().slug == sample["slug"]
    assert alike(sample["title"])[0] == middle
    assert sample["title"] in client.get(f"/p/{sample['slug']}").content.decode()
    assert client.get("/").content.decode().count("Street") >= 10


def test_the_pages_of_a_small_site_are_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("undersigned.bench.postgres.WHEEL", "no_such_wheel")
    monkeypatch.setattr("undersigned.bench.postgres.system_places", lambda: iter([tmp_path]))
    plan = Plan(rounds=1, petitions=(30,))
    assert whole.run(plan, json_file=tmp_path / "figures.json") == 0
    told = json.loads((tmp_path / "figures.json").read_text())
    assert {line["goal"] for line in told["goals"]} == {"G6"}
    assert len(told["goals"]) == 10
    assert all(line["figure"] > 0 and line["ratio"] == 1 for line in told["goals"])
