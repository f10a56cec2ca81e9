"""The signing application: tells mailing how its mails are written."""

from django.apps import AppConfig


class Signing(AppConfig):
    """Signing, confirming and counting."""

    name = "undersigned.signing"

    def ready(self) -> None:
        from undersigned.mailing import kinds  # noqa: PLC0415 - models exist only now
        from undersigned.signing.mails import Confirmation  # noqa: PLC0415

        kinds.register(Confirmation())
