"""The petition, its texts and notices, its addresses, and what happened to it."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models

import undersigned.petitions.question  # noqa: F401 - Django finds models from here
from undersigned.petitions.life import UNSEEN, Answered, Delivered, Outcome, State


class PetitionQuerySet(models.QuerySet["Petition"]):
    """Petitions as visitors may see them."""

    def listed(self) -> "PetitionQuerySet":
        """Open petitions for the front page, newest first; the example only while there is nothing else."""
        mine = self.filter(state=State.OPEN, is_example=False)
        shown = mine if mine.exists() else self.filter(state=State.OPEN)
        return shown.order_by("-opened_at", "-id")


class Petition(models.Model):
    """One petition: who owns it, where it stands in its life, and which text, notice and ask are current."""

    id = models.AutoField(primary_key=True)
    public_number = models.PositiveIntegerField(unique=True)
    team = models.ForeignKey("people.Team", models.PROTECT, related_name="petitions")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    language = models.CharField(max_length=12)
    country = models.CharField(max_length=2, blank=True)  # where the petition is about; presets the form
    own_goal = models.PositiveIntegerField(null=True)
    asks_postal_code = models.BooleanField(default=False)
    ask_number = models.PositiveSmallIntegerField(default=1)
    text_number = models.PositiveSmallIntegerField(default=1)
    notice_number = models.PositiveSmallIntegerField(default=1)
    is_example = models.BooleanField(default=False)
    # Whether an organisation is on it beside its team: whoever signs alone need not ask for any.
    has_partners = models.BooleanField(default=False)
    # Whether its team ever asked something of its own: whoever signs others need not look for questions.
    has_questions = models.BooleanField(default=False)
    picture = models.CharField(max_length=32, blank=True)  # the name of its files; see pictures.py
    picture_alt = models.CharField(max_length=200, blank=True)
    picture_width = models.PositiveSmallIntegerField(default=0)
    picture_height = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True)  # when it is scheduled for
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Why the site refused it, or took it down; for its team.
    refused_because = models.CharField(max_length=500, blank=True)
    # What became of it, in its team's words: Markdown as typed, and as it is shown.
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    outcome_story = models.TextField(blank=True)
    outcome_html = models.TextField(blank=True)
    outcome_at = models.DateTimeField(null=True)
    # How it stands with whom it asks: plain facts that the delivery writes, for every page to read.
    delivered = models.CharField(max_length=10, choices=Delivered, blank=True)
    noticed_on = models.DateField(null=True)  # since when they can be shown to know: silence counts from here
    answered = models.CharField(max_length=10, choices=Answered, blank=True)
    answered_on = models.DateField(null=True)
    # How many months after closing personal data stays: what its notices say, whatever the site says later.
    keep_months = models.PositiveSmallIntegerField()
    # A legal hold: nothing of the petition is forgotten by itself. Why is for those who run the site alone.
    held_at = models.DateTimeField(null=True)
    held_because = models.CharField(max_length=500, blank=True)
    # Of an imported document: its digest (the same file twice is one petition), its date and its own claim.
    document_digest = models.BinaryField(max_length=32, null=True, unique=True)
    text_dated = models.CharField(max_length=7, blank=True)  # YYYY-MM
    claimed_signatures = models.PositiveBigIntegerField(default=0)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-opened_at"], name="petition_listed"),
            models.Index(fields=["held_at"], condition=models.Q(held_at__isnull=False), name="petition_held"),
            # What the clock will move: the few petitions that open or close by themselves.
            models.Index(fields=["opens_at"], condition=models.Q(state="scheduled"), name="petition_opens"),
            models.Index(
                fields=["closes_at"],
                condition=models.Q(state__in=["open", "paused"], closes_at__isnull=False),
                name="petition_closes",
            ),
        ]

    def __str__(self) -> str:
        return f"petition {self.public_number}"

    @property
    def is_unseen(self) -> bool:
        """Whether nobody but its team has seen it: it never opened."""
        return self.state in UNSEEN

    def takes_signatures(self, now: datetime) -> bool:
        """Whether someone may sign at this moment."""
        return self.state == State.OPEN and (self.closes_at is None or now < self.closes_at)

    def ended_at(self) -> datetime | None:
        """When signing ended, if it has."""
        return self.closed_at or self.closes_at

    def confirms_until(self) -> datetime | None:
        """The last moment to confirm what was signed before closing; None while there is no end."""
        ended_at = self.ended_at()
        return ended_at + timedelta(days=7) if ended_at else None

    def may_confirm(self, now: datetime) -> bool:
        """Whether what was signed still counts when it is confirmed."""
        until = self.confirms_until()
        return not self.is_unseen and (until is None or now < until)


class Manuscript(models.Model):
    """A draft at the desk as its writers typed it, with all that is still wrong or missing."""

    petition = models.OneToOneField(
        "petitions.Petition", models.CASCADE, primary_key=True, related_name="manuscript"
    )
    key = models.UUIDField(unique=True)  # made with the page that began it: that page begins one draft
    version = models.PositiveIntegerField(default=1)  # of two who save from the same one, the second is told
    typed = models.JSONField()  # {field: text}, of drafting.FIELDS
    is_whole = models.BooleanField()  # nothing is missing or wrong: it may open
    is_template = models.BooleanField(default=False)  # to begin others with; never opened itself
    saved_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)  # its team was asked, once, whether it is to go on

    class Meta:
        indexes = [
            models.Index(
                fields=["saved_at"], condition=models.Q(reminded_at=None), name="manuscript_unreminded"
            )
        ]

    def __str__(self) -> str:
        return f"manuscript of petition {self.petition_id}"


class Backer(models.Model):
    """Somebody who finds that a draft should open: no signature. Their address is sealed and does not stay."""

    id = models.UUIDField(primary_key=True, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="backers")
    address_digest = models.BinaryField(max_length=16)
    sealed = models.BinaryField()  # address and language, under the petition's data key, bound to the row
    created_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "address_digest"], name="backer_once")]

    def __str__(self) -> str:
        return f"a backer of petition {self.petition_id}"


class TitleWord(models.Model):
    """The beginning of a word of a petition's title, by which petitions that ask for the same are found."""

    word = models.CharField(max_length=6)
    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="title_words")
    text_number = models.PositiveSmallIntegerField()  # of the text version it was last seen in

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "petition"], name="title_word_once")]

    def __str__(self) -> str:
        return self.word


class Addressee(models.Model):
    """Someone who can say yes, in the order in which the petition names them."""

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="addressees")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["petition", "position"], name="addressee_position")]

    def __str__(self) -> str:
        return self.name


class TextVersion(models.Model):
    """A version of the petition's text; a signature names the number it was given under."""

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="text_versions")
    number = models.PositiveSmallIntegerField()
    ask_number = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "number"], name="text_version_once")]

    def __str__(self) -> str:
        return f"text {self.number} of {self.petition}"


class Text(models.Model):
    """One text version in one language, as it was typed and as it is shown."""

    class Markup(models.TextChoices):
        PLAIN = "plain"
        MARKDOWN = "markdown"

    version = models.ForeignKey("petitions.TextVersion", models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    ask = models.CharField(max_length=300)
    letter = models.TextField(blank=True)
    story = models.TextField()  # paragraphs separated by one empty line
    call = models.CharField(max_length=300, blank=True)
    markup = models.CharField(max_length=8, choices=Markup, default=Markup.PLAIN)
    story_html = models.TextField()  # safe, made from `story` when it was saved
    hashes = models.JSONField()  # SHA-256 in hex of each of title, ask, letter, story, call
    # The names of the petition's addressees in the words of this language, in their order; none where they are
    # the petition's own.
    addressees = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="text_once")]

    def __str__(self) -> str:
        return self.title


class Notice(models.Model):
    """What a signer was told beside the button: what is handed over, who is responsible, what is kept and how long.

    It can be narrowed, never widened for those who signed under it, so a row is never changed.
    """

    class HandsOver(models.TextChoices):
        NUMBER = "number"
        NAMES = "names"
        PLACES = "places"

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="notices")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12)
    hands_over = models.CharField(max_length=8, choices=HandsOver)
    text = models.TextField()  # the paragraphs exactly as shown
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "number", "language"], name="notice_once")]

    def __str__(self) -> str:
        return f"notice {self.number} of {self.petition}"


class Slug(models.Model):
    """An address /p/<slug>; never given to another petition, so an old one can redirect for ever."""

    slug = models.CharField(max_length=60, primary_key=True)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="slugs")
    language = models.CharField(max_length=12)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "language"], condition=models.Q(is_current=True), name="slug_one_current"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Organisations beside a petition's team."""

    def joined_to(self, petition: Petition) -> "list[Partner]":
        """Who is on it now, in the order of joining: one query, none where there never was anybody."""
        return self.joined_to_any([petition]).get(petition.pk, [])

    def joined_to_any(self, petitions: Iterable[Petition]) -> "dict[int, list[Partner]]":
        """The same of several petitions, by their keys."""
        found: dict[int, list[Partner]] = {}
        if wanted := [petition.pk for petition in petitions if petition.has_partners]:
            rows = self.filter(petition__in=wanted, state=Partner.State.JOINED).order_by("number")
            for partner in rows:
                found.setdefault(partner.petition_id, []).append(partner)
        return found


class Partner(models.Model):
    """An organisation beside the petition's team: asked, joined, or gone. Who joins again is a row anew."""

    class State(models.TextChoices):
        INVITED = "invited"
        JOINED = "joined"
        LEFT = "left"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="partners")
    state = models.CharField(max_length=8, choices=State, default=State.INVITED)
    email = models.EmailField(blank=True)  # who was asked; gone once they joined
    expires_at = models.DateTimeField(null=True)  # of the invitation
    # Of who joined: the team on this site, and the organisation as signers read of it.
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="partnerships")
    number = models.PositiveSmallIntegerField(null=True)  # among the petition's partners: names its box
    name = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=200, blank=True)
    responsible = models.CharField(max_length=300, blank=True)  # who answers there for what it is given
    privacy_url = models.CharField(max_length=200, blank=True)
    # The first notice that names it. Who signed under an earlier one was never told of it.
    joined_notice = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "number"], name="partner_number"),
            models.UniqueConstraint(
                fields=["petition", "team"], condition=models.Q(state="joined"), name="partner_once"
            ),
            models.UniqueConstraint(
                fields=["petition", "email"], condition=models.Q(state="invited"), name="partner_asked_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=models.Q(state="invited"), name="partner_invitation_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or 'somebody asked'} beside {self.petition}"


class DataKey(models.Model):
    """The key that seals a petition's personal data, itself sealed under the site's key; gone when forgotten."""

    petition = models.OneToOneField(
        "petitions.Petition", models.CASCADE, primary_key=True, related_name="data_key"
    )
    wrapped = models.BinaryField(max_length=64)  # nothing: destroyed, and the rows are just being cleared

    def __str__(self) -> str:
        return f"data key of petition {self.pk}"


class Event(models.Model):
    """A line of the public timeline; the key makes each thing that can happen once happen once."""

    class Kind(models.TextChoices):
        OPENED = "opened"
        PAUSED = "paused"
        RESUMED = "resumed"
        CLOSED = "closed"
        REOPENED = "reopened"
        ARCHIVED = "archived"
        PUT_BACK = "put-back"
        CLOSING = "closing"  # the day on which signing ends was set, to the ordinal `number`; 0: to none
        FIXED = "fixed"  # slips were mended; the text has the number `number` now
        ASKED_ANEW = "asked-anew"  # what is asked was changed; it is the ask `number` now
        WON = "won"
        PARTLY_WON = "partly-won"
        LOST = "lost"
        GIVEN_UP = "given-up"
        DELIVERED = "delivered"  # handover `number`
        RECEIVED = "received"  # whom it asks confirms that handover `number` arrived
        REPLIED = "replied"  # the answer `number`, as are the next five
        MEETING = "meeting"
        PROMISED = "promised"
        REFUSED = "refused"
        HEARD = "heard"
        KEPT = "kept"  # the promise in the answer `number`, as are the next two
        PARTLY_KEPT = "partly-kept"
        BROKEN = "broken"
        MILESTONE = "milestone"
        WITHDRAWN = "withdrawn"  # one line a day, `number` signatures
        CORRECTED = "corrected"  # the recount mended the count by `number`

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=40)
    number = models.BigIntegerField(default=0)
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "kind", "key"], name="event_once")]
        indexes = [models.Index(fields=["petition", "-happened_at"], name="event_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
