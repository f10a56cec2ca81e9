"""Whom a petition asks, how it was handed over, what was answered, and what signers say to that."""

import uuid

from django.db import models


class Recipient(models.Model):
    """Whom a petition asks, as somebody to hand it to: one row for each name that its texts ever named.

    The petition's own addressees are names that signers read, and are written anew with each text; what is known of
    the office stays here.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="recipients")
    name = models.CharField(max_length=200)  # as the petition names them
    email = models.EmailField(blank=True)  # of the office, public: never somebody's own
    # Whether the office is told when the petition opens and at milestones, and the last milestone that it was told.
    is_told = models.BooleanField(default=False)
    told_step = models.PositiveBigIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    reply_to = models.EmailField(blank=True)  # of the owner who had it told: the office's answer goes there
    # How many days the office itself says that an answer takes, and where it says so.
    reply_days = models.PositiveSmallIntegerField(null=True)
    reply_days_source = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "name"], name="recipient_once")]
        indexes = [
            models.Index(fields=["told_at"], condition=models.Q(is_told=True), name="recipient_told"),
        ]

    def __str__(self) -> str:
        return self.name


class Holder(models.Model):
    """Who held an office, from a day on; the next one ends it."""

    recipient = models.ForeignKey("delivery.Recipient", models.CASCADE, related_name="holders")
    name = models.CharField(max_length=200)
    since_on = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["since_on"]
        constraints = [models.UniqueConstraint(fields=["recipient", "since_on"], name="holder_since")]

    def __str__(self) -> str:
        return f"{self.name} since {self.since_on}"


class Handover(models.Model):
    """One occasion on which the petition goes to one recipient: planned, delivered, received, or called off."""

    class State(models.TextChoices):
        PLANNED = "planned"
        DELIVERED = "delivered"  # the team says so, and how
        RECEIVED = "received"  # the recipient says so
        CANCELLED = "cancelled"

    class Way(models.TextChoices):
        BY_HAND = "by-hand"
        BY_POST = "by-post"
        BY_MAIL = "by-mail"
        BY_FORM = "by-form"  # of the office's own site

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="handovers")
    recipient = models.ForeignKey("delivery.Recipient", models.CASCADE, related_name="handovers")
    number = models.PositiveSmallIntegerField()  # among the petition's: with its public number the reference
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    ask_number = models.PositiveSmallIntegerField()  # what was asked when it was planned
    # The plan.
    planned_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=300, blank=True)
    people = models.CharField(max_length=500, blank=True)  # who goes: for the team alone
    bring = models.TextField(blank=True)  # for the team alone
    contact = models.CharField(max_length=300, blank=True)  # whom the office may write to; on the first page
    reply_by = models.DateField(null=True)
    is_public = models.BooleanField(default=False)  # everyone may read when and where it will be
    version = models.PositiveIntegerField(default=1)  # of two who change the same one, the second is told
    # What its team was told of the day by itself: 1, that it comes; 2, that it went by and nothing was recorded.
    nudged = models.PositiveSmallIntegerField(default=0)
    # What happened.
    way = models.CharField(max_length=8, choices=Way, blank=True)
    delivered_on = models.DateField(null=True)
    evidence = models.CharField(max_length=500, blank=True)  # a receipt's number, who took it
    signatures = models.PositiveBigIntegerField(null=True)  # how many were handed over
    received_on = models.DateField(null=True)
    # The code of the first page, by which the recipient comes to its own page: a keyed digest, and its copy sealed,
    # so that the page can be printed again.
    code_digest = models.BinaryField(max_length=16, unique=True)
    sealed_code = models.BinaryField(max_length=80)
    reminded_at = models.DateTimeField(null=True)  # the team was told that the reply is due
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["petition", "number"], name="handover_number")]
        indexes = [
            models.Index(
                fields=["reply_by"],
                condition=models.Q(state__in=["delivered", "received"], reminded_at=None),
                name="handover_reply_due",
            ),
            models.Index(fields=["planned_at"], condition=models.Q(state="planned"), name="handover_planned"),
        ]

    def __str__(self) -> str:
        return f"handover {self.number} of {self.petition}"


class Office(models.Model):
    """An address that this site wrote to as an office's: how often today, and whether it wants no more, ever.

    The address itself stands in the recipients alone; here it is a keyed digest, so that who stopped it stays unwritten
    to even where nobody names them any more.
    """

    address_digest = models.BinaryField(max_length=16, unique=True)
    day = models.DateField(null=True)
    told = models.PositiveSmallIntegerField(default=0)  # on that day, of all petitions
    stopped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"office {self.pk}"


class OfficeNews(models.Model):
    """What one office is told of one petition: when last, and whether it wants no more of it; its links name this."""

    id = models.UUIDField(primary_key=True, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="office_news")
    office = models.ForeignKey("delivery.Office", models.CASCADE, related_name="news")
    told_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "office"], name="office_news_once")]

    def __str__(self) -> str:
        return f"news of {self.petition} for {self.office}"


class Pack(models.Model):
    """A file with all that is handed over, made by the worker; private, and gone after its day."""

    class State(models.TextChoices):
        WAITING = "waiting"
        MAKING = "making"
        READY = "ready"
        FAILED = "failed"
        GONE = "gone"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="packs")
    handover = models.ForeignKey("delivery.Handover", models.SET_NULL, null=True, related_name="packs")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    has_scripts = models.BooleanField(default=True)  # some offices let no program in
    locked_to = models.CharField(max_length=100, blank=True)  # the recipient's own key, an age recipient
    has_names = models.BooleanField(default=False)  # somebody is named in it: sealed under the petition's key
    done = models.PositiveBigIntegerField(default=0)  # signatures written
    total = models.PositiveBigIntegerField(default=0)
    file = models.CharField(max_length=100, blank=True)  # on the private storage, sealed
    size = models.PositiveBigIntegerField(default=0)  # bytes of what is fetched
    sha256 = models.CharField(max_length=64, blank=True)  # of what is fetched
    signatures = models.PositiveBigIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    asked_by = models.UUIDField(null=True)  # an account's public id; none for a command
    asked_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)  # a worker has it; touched while it goes on
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=models.Q(state__in=["waiting", "making"]),
                name="pack_to_make",
            ),
            models.Index(fields=["expires_at"], condition=models.Q(state="ready"), name="pack_expires"),
        ]

    def __str__(self) -> str:
        return f"pack of {self.petition}"


class Claim(models.Model):
    """Somebody who came to the recipient's page: by the code on paper, or from an address of the office's domain."""

    class Evidence(models.TextChoices):
        CODE = "code"
        ADDRESS = "address"

    id = models.UUIDField(primary_key=True, editable=False)
    handover = models.ForeignKey("delivery.Handover", models.CASCADE, related_name="claims")
    evidence = models.CharField(max_length=8, choices=Evidence)
    domain = models.CharField(max_length=253, blank=True)
    sealed = (
        models.BinaryField()
    )  # the address, under the site's link key, bound to the row; nothing for a code
    link_serial = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True)  # the mailbox, or the code, was shown to be theirs
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"claim to {self.handover} by {self.evidence}"


class Answer(models.Model):
    """What a recipient said or did, in their own words or as the team recorded it; public once published."""

    class Kind(models.TextChoices):
        RECEIVED = "received"  # confirms that it arrived, no more
        REPLIED = "replied"
        MEETING = "meeting"  # asks to meet
        PROMISED = "promised"
        REFUSED = "refused"
        HEARD = "heard"  # a hearing, a debate or a meeting took place

    class State(models.TextChoices):
        WAITING = "waiting"  # for the site, or a second person of the same domain
        PUBLISHED = "published"
        REJECTED = "rejected"  # by the site, with a reason
        TAKEN_BACK = "taken-back"  # by whom it came from, before it was published

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="answers")
    recipient = models.ForeignKey("delivery.Recipient", models.CASCADE, related_name="answers")
    handover = models.ForeignKey("delivery.Handover", models.SET_NULL, null=True, related_name="answers")
    claim = models.ForeignKey("delivery.Claim", models.SET_NULL, null=True, related_name="answers")
    number = models.PositiveSmallIntegerField()  # among the petition's: its place on the page
    ask_number = models.PositiveSmallIntegerField()  # what it answers
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    said_on = models.DateField()
    said_by = models.CharField(
        max_length=200, blank=True
    )  # who speaks: a person's name and office, as they gave it
    language = models.CharField(max_length=12)
    text = models.TextField(blank=True)  # Markdown as typed
    html = models.TextField(blank=True)  # safe, made from it when it was saved
    link = models.CharField(max_length=500, blank=True)  # where it was said
    document = models.CharField(max_length=80, blank=True)  # the name of its file, made of its content
    document_name = models.CharField(max_length=120, blank=True)  # as its sender called it
    due_on = models.DateField(null=True)  # of a promise
    # How it is known to be theirs: the badge. Copied from the claim, which does not stay.
    evidence = models.CharField(max_length=8, choices=Claim.Evidence, blank=True)  # "": the team recorded it
    domain = models.CharField(max_length=253, blank=True)
    is_seconded = models.BooleanField(default=False)  # a second person of the domain agreed, not the site
    why_rejected = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    # Of a promise: the last mark, see PromiseMark; "" while it is open.
    mark = models.CharField(max_length=8, blank=True)
    reminded_at = models.DateTimeField(
        null=True
    )  # the team was told, once, that the day of the promise has come

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["petition", "number"], name="answer_number")]
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(state="waiting"), name="answer_waits"),
            models.Index(
                fields=["due_on"],
                condition=models.Q(kind="promised", mark="", reminded_at=None),
                name="answer_promise_due",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.number} to {self.petition}"


class PromiseMark(models.Model):
    """What the team says became of a promise, with what shows it; each is kept, the last one counts."""

    class Mark(models.TextChoices):
        KEPT = "kept"
        PARTLY = "partly"
        BROKEN = "broken"

    answer = models.ForeignKey("delivery.Answer", models.CASCADE, related_name="marks")
    mark = models.CharField(max_length=8, choices=Mark)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    marked_at = models.DateTimeField()

    class Meta:
        ordering = ["marked_at"]

    def __str__(self) -> str:
        return f"{self.mark}: {self.answer}"


class Verdict(models.Model):
    """Whether an answer meets the ask, in the eyes of one signer; once for each confirmed signature.

    No key is held by the database where the signature stands, for the reason that signing.models gives; and one that
    is erased leaves its verdict for the clock to take off the numbers (verdicts.RULE).
    """

    class Meets(models.IntegerChoices):
        NO = 0
        PARTLY = 1
        YES = 2

    answer = models.ForeignKey("delivery.Answer", models.CASCADE, related_name="verdicts")
    signature = models.ForeignKey("signing.Signature", models.DO_NOTHING, db_constraint=False)
    meets = models.PositiveSmallIntegerField(choices=Meets)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "signature"], name="verdict_once")]

    def __str__(self) -> str:
        return f"{self.get_meets_display()} to {self.answer}"


class VerdictTally(models.Model):
    """How many said so; with how many were asked, the turnout."""

    answer = models.ForeignKey("delivery.Answer", models.CASCADE, related_name="tallies")
    meets = models.PositiveSmallIntegerField(choices=Verdict.Meets)
    verdicts = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "meets"], name="verdict_tally_once")]

    def __str__(self) -> str:
        return f"{self.verdicts} say {self.get_meets_display()}"


class Telling(models.Model):
    """How far those who asked for news have been told of an answer, or of the outcome; one row for each."""

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="tellings")
    key = models.CharField(max_length=40)  # "answer 3", or "outcome" with the moment that it was declared
    answer = models.ForeignKey("delivery.Answer", models.CASCADE, null=True, related_name="tellings")
    last_id = models.UUIDField(null=True)  # of the last of them that was told, in the order of ids
    told = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "key"], name="telling_once")]
        indexes = [
            models.Index(fields=["began_at"], condition=models.Q(done_at=None), name="telling_goes_on"),
        ]

    def __str__(self) -> str:
        return f"{self.told} told of {self.key}"
