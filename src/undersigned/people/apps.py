"""The people application: tells mailing how its mails are written, and what is to be forgotten."""

from django.apps import AppConfig


class People(AppConfig):
    """Accounts and teams."""

    name = "undersigned.people"

    def ready(self) -> None:
        from undersigned.mailing import kinds  # noqa: PLC0415 - models exist only now
        from undersigned.ops import retention  # noqa: PLC0415
        from undersigned.people.forgetting import RULES  # noqa: PLC0415
        from undersigned.people.mails import AccountMails  # noqa: PLC0415

        kinds.register(AccountMails(), is_apart=True)
        for rule in RULES:
            retention.register(rule)
