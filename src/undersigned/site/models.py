"""What the site's owner set by command: its identity, and the texts of its own pages."""

from django.db import models


class KeptIdentity(models.Model):
    """The one row of what was set; "" leaves a matter to the environment, or to the house's own look."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    name = models.CharField(max_length=120, blank=True)
    responsible = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=254, blank=True)
    colour = models.CharField(max_length=7, blank=True)  # "#rrggbb", of what acts, on light paper
    colour_dark = models.CharField(max_length=7, blank=True)
    logo = models.CharField(max_length=32, blank=True)  # the digest in its file's name
    logo_width = models.PositiveSmallIntegerField(default=0)
    logo_height = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="kept_identity_one")]

    def __str__(self) -> str:
        return self.name or "identity"


class OwnPageVersion(models.Model):
    """A text of one of the site's own pages in one language; the highest number is in force. Never changed."""

    class Kind(models.TextChoices):
        ABOUT = "about"
        RULES = "rules"
        PRIVACY = "privacy"
        IMPRINT = "imprint"
        ACCESSIBILITY = "accessibility"
        CONTACT = "contact"

    kind = models.CharField(max_length=16, choices=Kind)
    language = models.CharField(max_length=12)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()  # Markdown, as it was written
    html = models.TextField()  # safe, made from `text` when it was saved
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "number"], name="own_page_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.number}"
