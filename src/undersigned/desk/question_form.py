"""The rows in which a team asks questions of its own: one for each, and an empty one for one more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from undersigned.petitions.question_rows import (
    KINDS,
    LONGEST,
    MOST,
    MOST_CHOICES,
    PARTS,
    ROWS,
    field,
    is_empty,
)

KIND_WORDS: Final = {
    "line": _("One line"),
    "lines": _("Several lines"),
    "one": _("One of several answers"),
    "several": _("Any of several answers"),
    "yes-no": _("Yes or no"),
}
SENTENCES: Final = {
    ("words", "missing"): _("Write the question."),
    ("words", "too-long"): _("Ask it in at most 200 characters."),
    ("purpose", "missing"): _("Say what the answer is for: nobody is asked without a reason."),
    ("purpose", "too-long"): _("Say it in at most 200 characters."),
    ("kind", "unknown"): _("Choose one of the list."),
    ("choices", "few"): _("Write at least two answers, one on each line."),
    ("choices", "too-many"): _("Write at most ten answers."),
    ("choices", "too-long"): _("Write each answer in at most 80 characters."),
    ("choices", "twice"): _("The same answer stands there twice."),
}


@dataclass(frozen=True, slots=True)
class RowView:
    """One row: its number, its fields, and what can be done with it."""

    number: int
    words: forms.BoundField
    kind: forms.BoundField
    choices: forms.BoundField
    purpose: forms.BoundField
    required: forms.BoundField
    is_spare: bool
    is_first: bool
    is_last: bool

    @property
    def title(self) -> str:
        """What it is called."""
        return (
            gettext("One more question") if self.is_spare else gettext("Question %(n)s") % {"n": self.number}
        )

    @property
    def is_open(self) -> bool:
        """Whether something in it is to be mended: then it is not folded away."""
        return any(getattr(self, part).errors for part in PARTS)


class QuestionRows(forms.Form):
    """A form with such rows in it, for others to be made of."""

    _filled: int = 0
    _shown: range = range(0)

    def add_rows(self) -> None:
        """Give it a row for each question that is typed or kept, and one more while there may be more."""
        shown = self.data if self.is_bound else (self.initial or {})
        typed = {name: str(value) for name, value in shown.items()}
        filled = [row for row in ROWS if not is_empty(typed, row)]
        self._filled = max(filled, default=0)
        self._shown = range(1, min(self._filled + 1, MOST) + 1)
        for row in self._shown:
            for part, made in _row().items():
                self.fields[field(row, part)] = made

    def rows(self) -> list[RowView]:
        """The rows, in their order."""
        return [
            RowView(
                row,
                self[field(row, "words")],
                self[field(row, "kind")],
                self[field(row, "choices")],
                self[field(row, "purpose")],
                self[field(row, "required")],
                is_spare=row > self._filled,
                is_first=row == 1,
                is_last=row >= self._filled,
            )
            for row in self._shown
        ]

    def refuse_rows(self, errors: Mapping[str, str]) -> dict[str, str]:
        """Put each reason that is of a row beside its field; the other reasons."""
        others: dict[str, str] = {}
        for name, code in errors.items():
            part = name.rpartition("_")[2]
            if name.startswith("question_"):
                self.add_error(name, SENTENCES[part, code])
            else:
                others[name] = code
        return others


class QuestionsForm(QuestionRows):
    """What signers are asked from now on, of a petition that is open."""

    asks_phone = forms.CharField(
        label=_("Ask signers for their telephone number"), required=False, widget=forms.CheckboxInput
    )

    def __init__(self, data: Mapping[str, str] | None = None, **named: Any) -> None:
        super().__init__(data, **named)
        self.add_rows()


def _row() -> dict[str, forms.Field]:
    def line(label: Any, hint: Any, part: str) -> forms.CharField:
        widget = forms.TextInput(attrs={"maxlength": LONGEST[part]})
        return forms.CharField(label=label, help_text=hint, required=False, strip=False, widget=widget)

    return {
        "words": line(_("What do you ask?"), _("Such as: Which library do you use?"), "words"),
        "kind": forms.CharField(
            label=_("How is it answered?"),
            required=False,
            widget=forms.Select(choices=[(kind, KIND_WORDS[kind]) for kind in KINDS]),
        ),
        "choices": forms.CharField(
            label=_("The answers to choose from"),
            help_text=_("One on each line, ten at most. Only where an answer is chosen."),
            required=False,
            strip=False,
            widget=forms.Textarea(attrs={"rows": 4, "maxlength": (LONGEST["choices"] + 2) * MOST_CHOICES}),
        ),
        "purpose": line(
            _("What is the answer for?"),
            _("Every signer reads it beside the question. Such as: to show which branches are missed"),
            "purpose",
        ),
        "required": forms.CharField(
            label=_("Nobody can sign without answering"), required=False, widget=forms.CheckboxInput
        ),
    }
