"""What a running site holds, read beside it with its own models and keys."""

import json
import subprocess
import sys
from dataclasses import dataclass

from tests.live import Site

READ = """
import json, django; django.setup()
from datetime import UTC, datetime
from urllib.parse import urlsplit
from undersigned.signing.links import confirmation_link
from undersigned.signing.models import Signature
from undersigned.signing.person import person_of
now = datetime.now(UTC)
print(json.dumps([
    (person_of(one).email, one.state, one.number, urlsplit(confirmation_link(one, now=now).url).path)
    for one in Signature.objects.all()
]))
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """One signature: whose, its state and number, and the path of its private link."""

    email: str
    state: int
    number: int | None
    link: str


def kept(site: Site) -> list[Kept]:
    """Every signature of a site."""
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "undersigned.settings"}
    done = subprocess.run(
        [sys.executable, "-c", READ],
        env=environment,
        cwd=site.home,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return [Kept(*row) for row in json.loads(done.stdout)]
