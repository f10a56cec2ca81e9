"""Who did what to what, and what the operator switched: rows that every room may write."""

from django.db import models


class AuditEntry(models.Model):
    """One act of somebody who is signed in, or of a command. Never changed, never deleted; see audit.py.

    The actor is a plain id and name, so that the entry stays whole when the account goes.
    """

    actor = models.UUIDField(null=True)  # the account's public id; none for a command
    actor_name = models.CharField(max_length=254)
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)  # like "team 5f0c…"
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "-at"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.action} {self.subject}"


class Switch(models.Model):
    """What the operator switched while the site runs; a switch without a row stands as switches.py says."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=40)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
