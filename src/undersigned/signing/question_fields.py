"""The fields in which signers answer a team's questions: lines to write on, boxes and dots to choose by."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from undersigned.kit.languages import direction
from undersigned.kit.ticks import is_ticked
from undersigned.petitions.question import Question
from undersigned.signing.asked import LONGEST, NO, YES, box_of

MOST_DOTS: Final = 4  # more choices than this are a list that opens: the form stays short


class Ticks(forms.CheckboxSelectMultiple):
    """A box for each of several choices, each a field of its own: the last value of each field is what counts."""

    def __init__(self, question: Question, **named: Any) -> None:
        super().__init__(**named)
        self._question = question

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:  # noqa: ARG002
        """The places of the ticked ones."""
        typed = {field: str(value) for field, value in data.items()}
        places = range(1, len(self._question.choices) + 1)
        return [str(place) for place in places if is_ticked(typed, box_of(self._question, place))]

    def create_option(self, name: str, value: Any, *rest: Any, **named: Any) -> dict[str, Any]:
        """One box, under its own name."""
        option = super().create_option(name, value, *rest, **named)
        return option | {"name": f"{name}_{value}", "value": "on"}


def field_for(question: Question, language: str) -> forms.CharField:
    """The field of a question. The rules of `asked` decide, so Django's own checks stay out of the way."""
    if question.kind == Question.Kind.PHONE:
        return forms.CharField(
            label=_("Telephone"),
            help_text=_("Only for the team, to reach you about this petition."),
            required=False,
            widget=forms.TextInput(
                attrs={"type": "tel", "autocomplete": "tel", "maxlength": LONGEST["phone"]},
            ),
        )
    return forms.CharField(
        label=in_language(question.words, language),
        help_text=in_language(question.purpose, language),
        required=False,
        strip=False,
        widget=_widget(question, language),
    )


def in_language(words: str, language: str) -> SafeString:
    """The team's words, marked as being of their language: the page may be read in another."""
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction(language), words)


def _widget(question: Question, language: str) -> forms.Widget:
    required = {"required": True} if question.is_required else {}
    if question.kind == Question.Kind.LINE:
        return forms.TextInput(attrs={"maxlength": LONGEST["line"], **required})
    if question.kind == Question.Kind.LINES:
        return forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST["lines"], **required})
    if question.kind == Question.Kind.SEVERAL:
        named = enumerate(question.choices, 1)
        choices = [(str(place), in_language(words, language)) for place, words in named]
        return Ticks(question, choices=choices)
    if question.kind == Question.Kind.ONE and len(question.choices) > MOST_DOTS:
        return _list(question, language, required)
    return forms.RadioSelect(attrs=required, choices=_dots(question, language))


def _list(question: Question, language: str, required: dict[str, bool]) -> forms.Widget:
    first = gettext("Choose one") if question.is_required else gettext("No answer")
    named = [(str(place), words) for place, words in enumerate(question.choices, 1)]
    attrs = {"lang": language, "dir": direction(language), **required}
    return forms.Select(attrs=attrs, choices=[("", first), *named])


def _dots(question: Question, language: str) -> list[tuple[str, str]]:
    if question.kind == Question.Kind.YES_NO:
        named = [(YES, gettext("Yes")), (NO, gettext("No"))]
    else:
        chosen = enumerate(question.choices, 1)
        named = [(str(place), in_language(words, language)) for place, words in chosen]
    # What was chosen can be taken back, also without script.
    return named if question.is_required else [*named, ("", gettext("No answer"))]
