"""The petitions application: tells the worker what it does for petitions by itself."""

from django.apps import AppConfig


class Petitions(AppConfig):
    """Petitions, their texts and notices."""

    name = "undersigned.petitions"

    def ready(self) -> None:
        from undersigned.ops import retention, rounds  # noqa: PLC0415
        from undersigned.petitions import (  # noqa: PLC0415 - models exist only now
            backing,
            dates,
            leaving,
            likeness,
            notices,
            partnering,
        )

        retention.register(partnering.FORGET_INVITATIONS)
        rounds.register(dates.ROUND)
        retention.register(backing.RULE)
        rounds.register(backing.ROUND)
        rounds.register(leaving.ROUND)
        rounds.register(likeness.ROUND)
        rounds.register(notices.ROUND)
