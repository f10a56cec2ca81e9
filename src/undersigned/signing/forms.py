"""The two forms of a signer, in words: their rules are in `answers`, shared by every way of signing."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from undersigned.kit import countries
from undersigned.petitions.models import Petition
from undersigned.petitions.question import Question
from undersigned.signing import asked
from undersigned.signing.answers import LONGEST, Answers, Choices, box_of, check, check_choices
from undersigned.signing.partners import Box, boxes_of
from undersigned.signing.question_fields import field_for
from undersigned.signing.requests import bound

MESSAGES = {
    ("given_name", "missing"): _("Write your given name."),
    ("email", "missing"): _("Write your e-mail address."),
    ("country", "missing"): _("Choose your country."),
    ("country", "unknown"): _("Choose your country from the list."),
    ("postal_code", "missing"): _("Write your postcode."),
    ("line", "missing"): _("Write an answer."),
    ("lines", "missing"): _("Write an answer."),
    ("one", ""): _("Choose one of the answers."),
    ("several", "missing"): _("Choose at least one."),
    ("yes-no", ""): _("Choose yes or no."),
    ("phone", ""): _("Write the number with its country code, like +44 20 7946 0018."),
    ("", "too-long"): _("This is too long. Write at most %(most)d characters."),
    ("", "link"): _("Leave out web addresses."),
    ("", "at-sign"): _("Leave out the @ sign."),
    ("", "control"): _("Leave out characters that cannot be seen."),
    ("email", ""): _("Write the address like name@example.org."),
    ("email", "too-long"): _("This address is too long. Write the address like name@example.org."),
}


def message(field: str, code: str) -> str:
    """What to do about a field that is wrong, in the reader's language."""
    for key in ((field, code), ("", code), (field, "")):
        if key in MESSAGES:
            return str(MESSAGES[key]) % {"most": LONGEST.get(field) or asked.LONGEST.get(field, 0)}
    return str(_("Write this another way."))


def _line(label: Any, field: str, *, required: bool = False, **attributes: str) -> forms.CharField:
    """A single line. The rules of `answers` decide, so Django's own checks stay out of the way."""
    widget = forms.EmailInput if field == "email" else forms.TextInput
    extra = {"required": True} if required else {}
    return forms.CharField(
        label=label,
        required=False,
        strip=False,
        widget=widget(attrs={"maxlength": LONGEST[field], **attributes, **extra}),
    )


class CountrySelect(forms.Widget):
    """A list of all countries in the reader's language.

    Django's own list renders a template for each of its 250 options; without it a page takes a third less time.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """The list with the country of code `value` chosen, or the first line, which asks to choose."""
        known = str(value or "").upper()
        options = _options(get_language() or "en")
        if known in countries.CODES:
            options = options.replace(f'value="{known}"', f'value="{known}" selected', 1)
        return format_html(
            '<select name="{}"{}><option value="">{}</option>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            _("Choose your country"),
            mark_safe(options),  # noqa: S308 - made below, escaped
        )


@cache
def _options(language: str) -> str:
    """An <option> for each country."""
    return format_html_join("", '<option value="{}">{}</option>', countries.names(language))


def _news_from(name: str) -> SafeString:
    """The words beside a partner's box; partners.WORDING counts their versions."""
    before, after = gettext("Mail me news from %(who)s").split("%(who)s")
    return format_html("{}<bdi>{}</bdi>{}", before, name, after)


class OwnWords(forms.Form):
    """What both forms ask: the signer's name and words, and choices of which none is made beforehand."""

    boxes: Sequence[Box] = ()
    questions: Sequence[Question] = ()

    given_name = _line(_("Given name"), "given_name", required=True, autocomplete="given-name")
    family_name = _line(_("Family name"), "family_name", autocomplete="family-name")
    comment = forms.CharField(
        label=_("Why are you signing?"),
        help_text=_("Shown with your name once the team has approved it, and only if you show your name."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST["comment"]}),
    )
    show_name = forms.CharField(
        label=_("Show my name on this page"), required=False, widget=forms.CheckboxInput
    )
    updates = forms.CharField(
        label=_("Mail me news of this petition"), required=False, widget=forms.CheckboxInput
    )

    def add_boxes(self, boxes: Sequence[Box]) -> None:
        """Give each partner its box, unticked unless it was ticked before."""
        self.boxes = boxes
        for box in boxes:
            self.fields[box_of(box.number)] = forms.CharField(
                label=_news_from(box.name), required=False, widget=forms.CheckboxInput
            )

    def add_questions(self, questions: Sequence[Question], *, language: str) -> None:
        """Ask what the team asks, in its own words, which are of a language."""
        self.questions = questions
        for question in questions:
            self.fields[asked.field_of(question)] = field_for(question, language)

    @property
    def asked_fields(self) -> list[tuple[forms.BoundField, bool]]:
        """The fields of the questions, in their order, and whether each may be left out."""
        return [(self[asked.field_of(one)], not one.is_required) for one in self.questions]

    @property
    def partner_boxes(self) -> list[forms.BoundField]:
        """The partners' boxes, in their order."""
        return [self[box_of(box.number)] for box in self.boxes]

    def typed(self) -> dict[str, str]:
        """What was sent, by field, as the shared rules take it."""
        return {name: str(value) for name, value in self.data.items()}

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Put each reason beside its field."""
        kinds = {asked.field_of(question): str(question.kind) for question in self.questions}
        for field, code in errors.items():
            self.add_error(field, message(kinds.get(field, field), code))


class SignForm(OwnWords):
    """The form on a petition's page; `answers` holds the checked result."""

    email = _line(
        _("E-mail"),
        "email",
        required=True,
        autocomplete="email",
        inputmode="email",
        autocapitalize="off",
        spellcheck="false",
    )
    country = forms.CharField(
        label=_("Country"),
        required=False,
        widget=CountrySelect(attrs={"autocomplete": "country", "required": True}),
    )
    postal_code = _line(_("Postcode"), "postal_code", required=True, autocomplete="postal-code")
    text = forms.CharField(required=False, widget=forms.HiddenInput)
    notice = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("given_name", "family_name", "email", "country", "postal_code")

    def __init__(
        self,
        petition: Petition,
        data: Mapping[str, str] | None = None,
        *,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        shown: dict[str, object] = {
            "country": petition.country,
            "text": petition.text_number,
            "notice": petition.notice_number,
        }
        shown |= initial or {}
        super().__init__(data, initial=shown)
        self.answers: Answers | None = None
        self._asks_postal_code = petition.asks_postal_code
        if not petition.asks_postal_code:
            del self.fields["postal_code"]
        self.add_boxes(boxes_of(petition))
        # Those that were on the page that is sent: what was not asked there is not missing.
        told = bound(str((data or shown).get("notice", "")), petition.notice_number)
        self.add_questions(Question.objects.put_under(petition, told), language=petition.language)

    def clean(self) -> None:
        """Put what was typed through the shared rules."""
        numbers = tuple(box.number for box in self.boxes)
        self.answers, errors = check(
            self.typed(),
            asks_postal_code=self._asks_postal_code,
            partners=numbers,
            questions=self.questions,
        )
        self.refuse(errors)


class ConfirmForm(OwnWords):
    """What will count, as its owner may still change it; `choices` holds the checked result.

    The hidden mark tells a sent form, whose missing box means no, from a bare POST, which confirms what is stored.
    """

    form = forms.CharField(initial="1", required=False, widget=forms.HiddenInput)

    choices: Choices | None = None

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        boxes: Sequence[Box] = (),
        questions: Sequence[Question] = (),
        language: str = "",
        country: str = "",
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self._country = country
        self.add_boxes(boxes)
        self.add_questions(questions, language=language)

    @property
    def boxes_shown(self) -> str:
        """Which boxes the form has, for whoever reads it and does not know the petition (answers.BOXES_SHOWN)."""
        return ",".join(str(box.number) for box in self.boxes)

    def clean(self) -> None:
        """Put what was typed through the shared rules."""
        self.choices, errors = check_choices(self.typed(), questions=self.questions, country=self._country)
        self.refuse(errors)
