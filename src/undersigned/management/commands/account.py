"""undersigned account create EMAIL [--staff] [--moderator]: let somebody in, by a link that signs in once."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.kit.addresses import AddressRefused, clean
from undersigned.management.prepare import prepare_if_new
from undersigned.people.accounts import create_account
from undersigned.people.links import sign_in_link


class Command(BaseCommand):
    help = "Let somebody in, by a link that signs in once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["create"])
        parser.add_argument("email", help="their address; for one that has an account a new link is made")
        parser.add_argument("--staff", action="store_true", help="may do what the operator may")
        parser.add_argument("--moderator", action="store_true", help="may decide on reports")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            email = clean(options["email"]).lower()
        except AddressRefused:
            self.stderr.write(f"undersigned: {options['email']!r} is no address like name@example.org")
            raise SystemExit(2) from None
        prepare_if_new(lambda _: None)
        now = datetime.now(UTC)
        user = create_account(email, is_staff=options["staff"], is_moderator=options["moderator"], now=now)
        self.stdout.write(sign_in_link(user, now=now))
        self.stderr.write("It signs in once, within a day. Pass it on to nobody else.")
