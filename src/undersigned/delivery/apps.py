"""The delivery application: its mails and rounds, what it forgets, and what goes along when a petition moves."""

from django.apps import AppConfig


class Delivery(AppConfig):
    """Handovers, answers, promises, verdicts."""

    name = "undersigned.delivery"

    def ready(self) -> None:
        from undersigned.delivery import (  # noqa: PLC0415 - models exist only now
            archived,
            claim_mail,
            claims,
            making,
            nudging,
            packs,
            promises,
            reminding,
            telling,
            telling_office,
            verdicts,
        )
        from undersigned.delivery.mails import TellingMail  # noqa: PLC0415
        from undersigned.delivery.office_mail import OfficeMail  # noqa: PLC0415
        from undersigned.mailing import kinds  # noqa: PLC0415
        from undersigned.ops import retention, rounds  # noqa: PLC0415

        archived.register()
        kinds.register(TellingMail())
        kinds.register(OfficeMail())
        rounds.register(telling.ROUND)
        rounds.register(promises.ROUND)
        rounds.register(telling_office.ROUND)
        rounds.register(nudging.ROUND)
        retention.register(verdicts.RULE)
        rounds.register(making.ROUND)
        for rule in packs.RULES:
            retention.register(rule)
        kinds.register(claim_mail.ClaimLink())
        rounds.register(reminding.ROUND)
        retention.register(claims.RULE)
