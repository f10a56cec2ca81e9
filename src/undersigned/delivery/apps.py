"""The delivery application: what of it goes along when a petition moves to another site."""

from django.apps import AppConfig


class Delivery(AppConfig):
    """Handovers, answers, promises, verdicts."""

    name = "undersigned.delivery"

    def ready(self) -> None:
        from undersigned.delivery import archived  # noqa: PLC0415 - models exist only now

        archived.register()
