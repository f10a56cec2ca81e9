"""The signing application: tells mailing how its mails are written, and what is to be forgotten."""

from django.apps import AppConfig


class Signing(AppConfig):
    """Signing, confirming and counting."""

    name = "undersigned.signing"

    def ready(self) -> None:
        from undersigned.mailing import kinds  # noqa: PLC0415 - models exist only now
        from undersigned.ops import retention, rounds  # noqa: PLC0415
        from undersigned.signing.forgetting import RULES  # noqa: PLC0415
        from undersigned.signing.mails import Confirmation, Reminder  # noqa: PLC0415
        from undersigned.signing.mine_mail import MineLink  # noqa: PLC0415
        from undersigned.signing.reminding import remind_due  # noqa: PLC0415

        rounds.register(rounds.Round("reminding", 600, remind_due))
        kinds.register(Confirmation())
        kinds.register(Reminder())
        kinds.register(MineLink())
        for rule in RULES:
            retention.register(rule)
