"""undersigned serve: prepare the data folder, then run the site and its worker until Ctrl-C."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.utils import OperationalError

from undersigned.management.prepare import collect_public_files, prepare
from undersigned.management.supervisor import Supervisor, port_is_free
from undersigned.people.models import User
from undersigned.petitions.importing import petition_url
from undersigned.petitions.models import Petition
from undersigned.site.addresses import base_url


class Command(BaseCommand):
    help = "Prepare the data folder, then run the site and its worker until Ctrl-C."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not port_is_free(settings.UNDERSIGNED_BIND, settings.PORT):
            other = settings.PORT + 1 if settings.PORT < 65535 else 8000
            raise SystemExit(f"undersigned: port {settings.PORT} is in use: PORT={other} make run")
        try:
            prepare(self.say)
            collect_public_files()
        except OperationalError as error:
            raise SystemExit(
                f"undersigned: the database does not answer: {str(error).splitlines()[0]}"
            ) from None
        connection.close()
        (settings.UNDERSIGNED_HOME / "url").unlink(missing_ok=True)  # of a run that was killed
        Supervisor(self.say).run(when_ready=self.announce)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def announce(self) -> None:
        """Tell the person who started it where everything is, and write the address down for commands."""
        home = settings.UNDERSIGNED_HOME
        newest = Petition.objects.listed().first()
        self.say("")
        self.say(f"  site      {base_url()}/")
        if newest:
            self.say(f"  petition  {petition_url(newest)}")
        if settings.UNDERSIGNED_SMTP:
            self.say(f"  mail      leaves through {settings.UNDERSIGNED_SMTP.host}")
        else:
            self.say(
                f"  mail      {base_url()}/inbox (nothing is sent: each mail is a file in {home / 'mail'})"
            )
        self.say(f"  data      {home}")
        if not User.objects.exists():
            self.say(
                "  desk      undersigned account create you@example.org --staff prints a link that signs you in"
            )
        else:
            self.say(f"  desk      {base_url()}/desk/")
        self.say("  stop      Ctrl-C")
        self.say("")
        connection.close()
        (home / "url.part").write_text(f"{base_url()}\n")
        (home / "url.part").replace(home / "url")
