"""Making a data folder ready: keys, tables, public files, and the example where nothing else is."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from undersigned.kit.keys import KeyRefused
from undersigned.ops import keyring
from undersigned.people.actions import site_team
from undersigned.petitions.example import put_in_example
from undersigned.petitions.models import DataKey, Petition

FOLDERS = ("mail", "media")
Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Everything that must be there before the site answers; what is there already is left alone."""
    home = settings.UNDERSIGNED_HOME
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for folder in FOLDERS:
        (home / folder).mkdir(exist_ok=True, mode=0o700)
    if not _has_tables():
        say("making the tables")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    make_keys(say)
    if not settings.UNDERSIGNED_URL and not Petition.objects.exists():
        say("putting in the example petition")
        put_in_example(team=site_team(now=datetime.now(UTC)), now=datetime.now(UTC))


def make_keys(say: Say) -> None:
    """Make the keys of a new site. Raises KeyRefused where sealed rows exist whose keys are gone."""
    present = [kind for kind in keyring.KINDS if (settings.UNDERSIGNED_HOME / "keys" / kind).exists()]
    if "sealing" not in present and not keyring.is_given("sealing") and DataKey.objects.exists():
        raise KeyRefused(
            f"the database holds sealed signatures, but the keys in {settings.UNDERSIGNED_HOME / 'keys'} are gone: "
            "put them back from your backup"
        )
    if keyring.create_missing():
        say("making the keys")
    for kind in keyring.KINDS:
        keyring.keyring(kind)  # a malformed one is told now, not to the first signer


def prepare_if_new(say: Say) -> None:
    """For a command that may be the first one ever run in a folder."""
    if not _has_tables():
        prepare(say)


def collect_public_files() -> None:
    """Put style sheets and icons, named by their content and compressed, where the site serves them from."""
    call_command("collectstatic", verbosity=0, interactive=False)


def _has_tables() -> bool:
    if not settings.UNDERSIGNED_HOME.exists() and connection.vendor == "sqlite":
        return False
    return Petition._meta.db_table in connection.introspection.table_names()
