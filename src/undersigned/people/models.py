"""Accounts and teams: who may run petitions. Signers have no account and never appear here."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class User(AbstractBaseUser):
    """Someone who signs in: a campaigner, a moderator or an operator."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_moderator = models.BooleanField(default=False)
    is_invited = models.BooleanField(default=False)  # by the operator, or into a team
    link_serial = models.PositiveSmallIntegerField(default=0)  # of the sign-in link that works
    created_at = models.DateTimeField()

    objects = BaseUserManager()

    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.email

    @property
    def called(self) -> str:
        """How others on the desk read of them."""
        return self.name or self.email


class Team(models.Model):
    """Who owns petitions: an organisation, one person's own team, or the site itself."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    is_site = models.BooleanField(default=False)
    personal_of = models.OneToOneField(
        "people.User", models.CASCADE, null=True, blank=True, related_name="own_team"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_site"], condition=models.Q(is_site=True), name="team_one_site"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a user may do in a team."""

    class Role(models.TextChoices):
        OWNER = "owner"
        EDITOR = "editor"
        VIEWER = "viewer"

    team = models.ForeignKey("people.Team", models.CASCADE, related_name="memberships")
    user = models.ForeignKey("people.User", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}: {self.role}"


class Invitation(models.Model):
    """Somebody is asked into a team. The link in the mail carries its id; who holds it may accept it once."""

    id = models.UUIDField(primary_key=True, editable=False)
    team = models.ForeignKey("people.Team", models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=8, choices=Membership.Role)
    invited_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "email"], name="invitation_once")]
        indexes = [models.Index(fields=["expires_at"], name="invitation_expires")]

    def __str__(self) -> str:
        return f"{self.email} into {self.team}: {self.role}"


class AccountMail(models.Model):
    """What a mail to an account says, sealed until it leaves; then the row goes."""

    id = models.UUIDField(primary_key=True, editable=False)
    sealed = models.BinaryField()  # JSON of folder, to, context, language, see mails.py
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="account_mail_created")]

    def __str__(self) -> str:
        return f"account mail {self.id}"
