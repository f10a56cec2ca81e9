"""The delivery application: its mails and rounds, what it forgets, and what goes along when a petition moves."""

from django.apps import AppConfig


class Delivery(AppConfig):
    """Handovers, answers, promises, verdicts."""

    name = "undersigned.delivery"

    def ready(self) -> None:
        from undersigned.delivery import archived, promises, telling, verdicts  # noqa: PLC0415 - models exist now
        from undersigned.delivery.mails import TellingMail  # noqa: PLC0415
        from undersigned.mailing import kinds  # noqa: PLC0415
        from undersigned.ops import retention, rounds  # noqa: PLC0415

        archived.register()
        kinds.register(TellingMail())
        rounds.register(telling.ROUND)
        rounds.register(promises.ROUND)
        retention.register(verdicts.RULE)
