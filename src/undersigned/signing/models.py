"""What a signing leaves behind: the signature, its consents, and the numbers counted from them."""

from django.db import models


class Signature(models.Model):
    """One person under one ask of one petition.

    No foreign key is held by the database here: a petition with signatures is never deleted, and on PostgreSQL
    the check would lock the petition's row once for every signer (docs/decisions/0001).
    """

    class State(models.IntegerChoices):
        PENDING = 0
        CONFIRMED = 1
        WITHDRAWN = 2
        VOIDED = 3
        EXPIRED = 4

    class Assurance(models.IntegerChoices):
        MAIL = 1  # confirmed through the mailbox
        PERSONAL_LINK = 2
        PAPER = 3
        IMPORTED = 4

    class Came(models.IntegerChoices):
        """How a signature came to its present state; kept for the team's confirmation rate."""

        UNKNOWN = 0
        BY_LINK = 1
        BY_CODE = 2
        BY_OWNER = 3  # who signed took it back
        NOT_ME = 4  # the owner of the address says that somebody else signed
        NO_MAIL = 5  # the mail to confirm could not be brought

    id = models.UUIDField(primary_key=True, editable=False)
    # Who: the same for every spelling of one mailbox. Replaced by random bytes when the signature ends.
    address_digest = models.BinaryField(max_length=16)
    digest_version = models.PositiveSmallIntegerField()
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, db_constraint=False, db_index=False)
    ask_number = models.PositiveSmallIntegerField()
    person_number = models.PositiveSmallIntegerField(default=0)
    state = models.PositiveSmallIntegerField(choices=State, default=State.PENDING)
    came = models.PositiveSmallIntegerField(choices=Came, default=Came.UNKNOWN)
    assurance = models.PositiveSmallIntegerField(choices=Assurance, default=Assurance.MAIL)
    # Under what: the exact text and notice that were on the page.
    text_number = models.PositiveSmallIntegerField()
    notice_number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12)
    # From where.
    country = models.CharField(max_length=2, blank=True)
    source = models.CharField(max_length=32, blank=True)
    network_digest = models.BinaryField(max_length=8, null=True)
    # Personal fields, sealed under the petition's data key and bound to this row's id.
    sealed = models.BinaryField()
    salt = models.BinaryField(max_length=16)
    shows_name = models.BooleanField(default=False)
    wants_updates = models.BooleanField(
        default=False
    )  # becomes a consent when the owner of the address confirms
    has_comment = models.BooleanField(default=False)
    is_comment_approved = models.BooleanField(default=False)
    is_comment_refused = models.BooleanField(default=False)
    link_serial = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveBigIntegerField(null=True)  # "you are number N", fixed at confirmation
    signed_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)  # the confirmation was handed over, or sending was given up
    is_reminded = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address_digest", "petition", "ask_number", "person_number"],
                name="signature_one_person",
            ),
        ]
        indexes = [
            # What may be forgotten soon: only the few rows that nobody confirmed yet are in it.
            models.Index(fields=["mailed_at"], condition=models.Q(state=0), name="signature_unconfirmed"),
            # The newest names on a petition's page: only the few rows that may be shown are in it.
            models.Index(
                fields=["petition", "ask_number", "-confirmed_at"],
                condition=models.Q(state=1, shows_name=True),
                name="signature_shown",
            ),
            # Why people sign: the few of them whose comment was approved.
            models.Index(
                fields=["petition", "ask_number", "-confirmed_at"],
                condition=models.Q(state=1, shows_name=True, is_comment_approved=True),
                name="signature_reason",
            ),
            # The comments that the team has not decided on.
            models.Index(
                fields=["petition", "ask_number", "confirmed_at"],
                condition=models.Q(
                    state=1,
                    shows_name=True,
                    has_comment=True,
                    is_comment_approved=False,
                    is_comment_refused=False,
                ),
                name="signature_comment_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.id}"

    @property
    def comment_state(self) -> str:
        """What became of the comment: waiting, approved or refused; "" where there is none."""
        if not self.has_comment:
            return ""
        if self.is_comment_refused:
            return "refused"
        return "approved" if self.is_comment_approved else "waiting"


class Consent(models.Model):
    """One person's agreement to one purpose of one team, in the words that were on the page."""

    class Purpose(models.TextChoices):
        UPDATES = "updates"

    # No constraint for the same reason as above; the row goes when its signature goes.
    signature = models.ForeignKey(
        # No index of its own: that of consent_once begins with it.
        "signing.Signature",
        models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="consents",
    )
    team = models.ForeignKey("people.Team", models.PROTECT)
    purpose = models.CharField(max_length=12, choices=Purpose)
    wording_version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signature", "team", "purpose"], name="consent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.team_id}"


class PastConsent(models.Model):
    """One that was stopped. Where the team had taken it along in a sheet it stays as long as its signature, so that
    whoever signed can see who was given what; any other goes after a day.
    """

    signature = models.ForeignKey(
        "signing.Signature", models.CASCADE, db_constraint=False, related_name="past_consents"
    )
    team = models.ForeignKey("people.Team", models.PROTECT)
    purpose = models.CharField(max_length=12, choices=Consent.Purpose)
    wording_version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    is_taken = models.BooleanField(default=False)  # a sheet held it

    class Meta:
        indexes = [
            models.Index(
                fields=["ended_at"], condition=models.Q(is_taken=False), name="past_consent_unsettled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.team_id} until {self.ended_at}"


class Tally(models.Model):
    """A number counted from confirmed signatures; written by `counting` alone, recomputable on any day."""

    class Kind(models.TextChoices):
        TOTAL = "total"
        COUNTRY = "country"
        SOURCE = "source"
        HOUR = "hour"
        # The way to being counted, for the team alone: see `progress`.
        SIGNED = "signed"
        NO_MAIL = "no-mail"  # no mail to confirm could be brought
        LAPSED = "lapsed"  # nobody confirmed in time
        DROPPED = "dropped"  # taken back, or disowned, before it counted
        UNDONE = "undone"  # withdrawn after it counted

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="tallies")
    ask_number = models.PositiveSmallIntegerField()
    assurance = models.PositiveSmallIntegerField(choices=Signature.Assurance)
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=32, blank=True)
    signatures = models.BigIntegerField(default=0)
    peak = models.BigIntegerField(default=0)  # the highest it has been

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "ask_number", "assurance", "kind", "key"], name="tally_once"
            ),
            models.CheckConstraint(condition=models.Q(signatures__gte=0), name="tally_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.signatures}"


class SignedMark(models.Model):
    """Up to which signature, in the order of their ids, those that signed are in the tallies: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    last = models.UUIDField()

    def __str__(self) -> str:
        return f"signed up to {self.last}"


class NetworkKey(models.Model):
    """The key under which one day's networks are digested, sealed; deleting it after 30 days is the erasure."""

    day = models.DateField(primary_key=True)
    wrapped = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"network key of {self.day}"


class CodeTries(models.Model):
    """How often a code was tried on one day for one address, petition and ask, whether any such signature is there."""

    key = models.BinaryField(primary_key=True, max_length=22)  # intake.mail_key
    day = models.DateField()
    tries = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.tries} tries on {self.day}"


class AskedAgain(models.Model):
    """How far the signers of one ask have been asked whether they agree to what is asked since; one row an ask."""

    petition = models.ForeignKey("petitions.Petition", models.CASCADE)
    ask_number = models.PositiveSmallIntegerField()  # whose signers
    last_id = models.UUIDField(null=True)  # of the last of them that was asked, in the order of ids
    asked = models.PositiveBigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "ask_number"], name="asked_again_once"),
        ]

    def __str__(self) -> str:
        return f"{self.asked} asked again"


class GatePosts(models.Model):
    """How often one network posted to one petition in one window, as one web process counted; see `gate_news`."""

    window = models.PositiveIntegerField()  # whole ones since 1970
    key = models.BinaryField(max_length=12)  # gate.Key
    process = models.PositiveBigIntegerField()
    posts = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["window", "key", "process"], name="gate_posts_once"),
        ]

    def __str__(self) -> str:
        return f"{self.posts} posts"


class Suppression(models.Model):
    """Somebody said "this wasn't me": nothing about this petition is written to the address until the day is over."""

    address_digest = models.BinaryField(max_length=16)
    petition = models.ForeignKey("petitions.Petition", models.CASCADE)
    until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address_digest", "petition"], name="suppression_once"),
        ]
        indexes = [models.Index(fields=["until"], name="suppression_until")]

    def __str__(self) -> str:
        return f"suppression until {self.until}"


class ExportLog(models.Model):
    """Who took signatures of a petition along: when, which columns, how many rows; appended, never taken back."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT)
    # Whose consents it went by; none where it held nobody's address.
    team = models.ForeignKey("people.Team", models.PROTECT, null=True)
    actor = models.CharField(max_length=40, blank=True)  # a public id; "" for the command line
    actor_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)  # csv, xlsx, archive or pack
    columns = models.TextField()
    # Which signatures: states and ask and notice (reading.Wanted): so it can be told
    # of each whether it was among them, without a row for each.
    wanted = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    rows = models.PositiveBigIntegerField(
        null=True
    )  # read, whether or not they arrived; none: cut off by a crash

    def __str__(self) -> str:
        return f"{self.kind} by {self.actor_name}"


class PlacesPublished(models.Model):
    """The figures by place of one ask as they are shown, and all that were shown before: see `places`."""

    petition = models.ForeignKey("petitions.Petition", models.CASCADE)
    ask_number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)  # of places: countries, or areas of one table
    day = models.DateField(null=True)  # UTC; none: just made, nothing was shown yet
    shown = models.JSONField(default=dict)  # {place: signatures}
    told = models.JSONField(default=dict)  # {place: [signatures, ...]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "ask_number", "kind"], name="places_published_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.petition_id} on {self.day}"


class ArchiveName(models.Model):
    """What a petition is called in archives: the same on every site that it comes to, so that it comes but once."""

    petition = models.OneToOneField(
        "petitions.Petition", models.CASCADE, primary_key=True, related_name="archive_name"
    )
    name = models.UUIDField(unique=True)
    arrived_at = models.DateTimeField(null=True)  # from another site; none: it was begun here

    def __str__(self) -> str:
        return f"{self.name.hex}"


class CarriedDigestKey(models.Model):
    """What digests of addresses were made under where a petition came from, sealed.

    Requests to write no more hold nothing but such a digest; each is found by it until it is made anew, when the
    address is next seen. Gone with the last request of its petition.
    """

    petition = models.ForeignKey("petitions.Petition", models.CASCADE)
    wrapped = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"digest key carried to {self.petition_id}"
