"""The signing application: tells mailing how its mails are written, and what is to be forgotten."""

from django.apps import AppConfig
from django.conf import settings


class Signing(AppConfig):
    """Signing, confirming and counting."""

    name = "undersigned.signing"

    def ready(self) -> None:
        from undersigned.mailing import kinds  # noqa: PLC0415 - models exist only now
        from undersigned.ops import retention, rounds  # noqa: PLC0415
        from undersigned.signing import asking_again, gate, gate_news  # noqa: PLC0415
        from undersigned.signing.forgetting import RULES, forget_posts  # noqa: PLC0415
        from undersigned.signing.mails import AskAgain, Confirmation, Reminder  # noqa: PLC0415
        from undersigned.signing.mine_mail import MineLink  # noqa: PLC0415
        from undersigned.signing.progress import count_signed  # noqa: PLC0415
        from undersigned.signing.reminding import remind_due  # noqa: PLC0415

        rounds.register(rounds.Round("reminding", 600, remind_due))
        rounds.register(rounds.Round("counting who signed", 30, count_signed))
        if settings.UNDERSIGNED_WEB_PROCESSES > 1:
            gate_news.share(gate.GATE, processes=settings.UNDERSIGNED_WEB_PROCESSES)
            rounds.register(rounds.Round("forgetting at the gate", 120, forget_posts))
        kinds.register(Confirmation())
        kinds.register(Reminder())
        kinds.register(AskAgain())
        rounds.register(asking_again.ROUND)
        kinds.register(MineLink())
        for rule in RULES:
            retention.register(rule)
