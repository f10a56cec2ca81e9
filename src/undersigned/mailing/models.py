"""Mail that waits to leave, and how much has left."""

from django.db import models


class Message(models.Model):
    """One mail that waits. It holds no address and no words: its kind renders it when it leaves.

    The row is deleted once the mail server has taken the mail; one that was given up stays to be seen.
    """

    id = models.UUIDField(primary_key=True, editable=False)  # also the Message-ID, so a repeat is recognised
    kind = models.CharField(max_length=20)
    key = models.BinaryField(max_length=40)  # what it is about, in the bytes that its kind understands
    address_digest = models.BinaryField(max_length=16)
    network_digest = models.BinaryField(max_length=8, null=True)
    priority = models.PositiveSmallIntegerField()  # 0 leaves first
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_by = models.UUIDField(null=True)  # one connection of one worker
    claimed_until = models.DateTimeField(null=True)
    allowed_on = models.DateField(
        null=True
    )  # the day that counted it, so that a second try is not counted again
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)  # of the last attempt; never an address
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Someone who presses the button ten times waits for one mail, and may ask again after a failure.
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(given_up_at__isnull=True),
                name="message_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "due_at"],
                condition=models.Q(given_up_at__isnull=True),
                name="message_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} message {self.id}"


class Allowance(models.Model):
    """How many mails have left on one day to one address, on behalf of one network, or in all."""

    class Scope(models.TextChoices):
        ADDRESS = "address"
        NETWORK = "network"
        SITE = "site"
        OWN = "own"  # to one address, of the kinds that have a share of their own

    scope = models.CharField(max_length=8, choices=Scope)
    key = models.BinaryField(max_length=16)
    day = models.DateField()
    sent = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key", "day"], name="allowance_once")]
        indexes = [models.Index(fields=["day"], name="allowance_day")]

    def __str__(self) -> str:
        return f"{self.scope} {self.day}: {self.sent}"
