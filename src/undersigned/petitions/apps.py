"""The petitions application: tells the worker what it does for petitions by itself."""

from django.apps import AppConfig


class Petitions(AppConfig):
    """Petitions, their texts and notices."""

    name = "undersigned.petitions"

    def ready(self) -> None:
        from undersigned.ops import retention, rounds  # noqa: PLC0415
        from undersigned.petitions import dates, likeness, notices, partnering  # noqa: PLC0415 - models exist only now

        retention.register(partnering.FORGET_INVITATIONS)
        rounds.register(dates.ROUND)
        rounds.register(likeness.ROUND)
        rounds.register(notices.ROUND)
