"""What Django itself can tell: migrations are written, and a public site is set up safely."""

import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.live import COMMAND, surroundings
from undersigned.kit.keys import new_entry

PUBLIC = {
    "UNDERSIGNED_URL": "https://petitions.example.org",
    "UNDERSIGNED_BIND": "0.0.0.0",  # noqa: S104 - as behind a proxy; nothing is started
    "UNDERSIGNED_TRUSTED_PROXIES": "10.0.0.0/8",
    "UNDERSIGNED_RESPONSIBLE": "Example Society, Example Street 1, Exampleton",
    "UNDERSIGNED_SMTP_URL": "smtp://mail.example.org",
    "UNDERSIGNED_MAIL_FROM": "petitions@example.org",
}


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_a_public_site_passes_the_deployment_check(tmp_path: Path) -> None:
    environment = surroundings(tmp_path) | PUBLIC | {"UNDERSIGNED_KEY_DJANGO": new_entry()}
    command = [COMMAND, "check", "--deploy", "--fail-level", "DEBUG"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
