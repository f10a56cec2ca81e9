"""The signing application: tells mailing how its mails are written, and what is to be forgotten."""

from django.apps import AppConfig


class Signing(AppConfig):
    """Signing, confirming and counting."""

    name = "undersigned.signing"

    def ready(self) -> None:
        from undersigned.mailing import kinds  # noqa: PLC0415 - models exist only now
        from undersigned.ops import retention  # noqa: PLC0415
        from undersigned.signing.forgetting import RULES  # noqa: PLC0415
        from undersigned.signing.mails import Confirmation  # noqa: PLC0415

        kinds.register(Confirmation())
        for rule in RULES:
            retention.register(rule)
