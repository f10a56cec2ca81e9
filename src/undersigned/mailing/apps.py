"""The mailing application: tells what of its data is to be forgotten."""

from django.apps import AppConfig


class Mailing(AppConfig):
    """Mail that waits, and mail that left."""

    name = "undersigned.mailing"

    def ready(self) -> None:
        from undersigned.mailing.forgetting import RULES  # noqa: PLC0415 - models exist only now
        from undersigned.ops import retention  # noqa: PLC0415

        for rule in RULES:
            retention.register(rule)
