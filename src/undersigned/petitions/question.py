"""The question of a petition's team, as it is kept: what it asks, what for, and under which notices it was put."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from undersigned.petitions.models import Petition


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions, found by what signers were told."""

    def put_under(self, petition: "Petition", notice_number: int | None = None) -> "list[Question]":
        """Those that a notice tells of, by default the one in force: one query, none where nothing was ever asked."""
        if not petition.has_questions:
            return []
        number = notice_number or petition.notice_number
        going_on = Q(until_notice=None) | Q(until_notice__gte=number)
        return list(self.filter(going_on, petition=petition, from_notice__lte=number).order_by("position"))

    def ever_put(self, petitions: "Iterable[Petition]") -> "dict[int, dict[int, Question]]":
        """All that was ever asked, by petition and number: one query, none where nothing was."""
        found: dict[int, dict[int, Question]] = {}
        if wanted := [petition.pk for petition in petitions if petition.has_questions]:
            for one in self.filter(petition__in=wanted).order_by("number"):
                found.setdefault(one.petition_id, {})[one.number] = one
        return found


class Question(models.Model):
    """Something that the team asks beside what every petition asks.

    Once the petition has opened, its words stay as they were read: other words are another question. It is put under
    the notices from `from_notice` to `until_notice` (none: to the present one), so nobody is held to have been asked
    what their notice did not tell. Answers name it by its number.
    """

    class Kind(models.TextChoices):
        LINE = "line"
        LINES = "lines"
        ONE = "one"  # of its choices
        SEVERAL = "several"  # of them
        YES_NO = "yes-no"
        PHONE = "phone"  # the telephone number, asked in the site's own words

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()  # among the petition's questions, never given twice
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    words = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    is_required = models.BooleanField(default=False)
    choices = models.JSONField(default=list)  # their words, in order; an answer names them from 1
    from_notice = models.PositiveSmallIntegerField()
    until_notice = models.PositiveSmallIntegerField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "number"], name="question_number")]

    def __str__(self) -> str:
        return f"question {self.number} of {self.petition_id}"
