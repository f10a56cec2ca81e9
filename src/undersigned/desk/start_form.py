"""The form in which a petition is written; its rules are in petitions.drafting."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from undersigned.kit import languages
from undersigned.petitions.drafting import LONGEST, MOST_ADDRESSEES, Draft, check
from undersigned.petitions.models import Notice
from undersigned.signing.forms import CountrySelect

SENTENCES = {
    ("title", "missing"): _("Say in one sentence what you ask for."),
    ("title", "too-long"): _("Say it in at most 200 characters."),
    ("addressees", "missing"): _("Name who can say yes."),
    ("addressees", "too-many"): _("Name ten at most, one on each line."),
    ("addressees", "too-long"): _("Name each in at most 200 characters."),
    ("story", "missing"): _("Tell why: readers decide by it."),
    ("story", "too-long"): _("This is longer than a page can hold: at most 50,000 characters."),
    ("call", "too-long"): _("Say it in at most 200 characters."),
    ("goal", "number"): _("Write a number like 500, or nothing."),
}
CHOOSE = _("Choose one of the list.")
HANDED_OVER = [
    (Notice.HandsOver.NUMBER.value, _("Only how many signed")),
    (Notice.HandsOver.NAMES.value, _("Their names")),
    (Notice.HandsOver.PLACES.value, _("Their names and places")),
]


class StartForm(forms.Form):
    """What a petition is made of; `draft` holds the checked result."""

    title = forms.CharField(
        label=_("What do you ask for?"),
        help_text=_("One sentence that says who is to do what: The City Council must reopen the library"),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"maxlength": LONGEST["title"], "required": True}),
    )
    addressees = forms.CharField(
        label=_("Who can say yes?"),
        help_text=_("One on each line. Left empty, it is whom your sentence names."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST["addressees"] * MOST_ADDRESSEES}),
    )
    story = forms.CharField(
        label=_("Why does it matter?"),
        help_text=_("An empty line begins a paragraph; **bold**, *italics* and links in Markdown."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "maxlength": LONGEST["story"], "required": True}),
    )
    call = forms.CharField(
        label=_("Your last words before the form"),
        help_text=_("Such as: Let’s ask the council together!"),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"maxlength": LONGEST["call"]}),
    )
    goal = forms.CharField(
        label=_("How many signatures do you hope for?"),
        help_text=_("Left empty, the goal is always a little ahead, which most people find best."),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 14}),
    )
    hands_over = forms.ChoiceField(
        label=_("What will you hand over?"),
        help_text=_(
            "Every signer is told this beside the button. It can never become more for those who signed."
        ),
        required=False,
        choices=HANDED_OVER,
        widget=forms.RadioSelect,
    )
    asks_postal_code = forms.CharField(
        label=_("Ask signers for their postcode"), required=False, widget=forms.CheckboxInput
    )
    language = forms.CharField(label=_("Language of the petition"), required=False)
    country = forms.CharField(
        label=_("Country that it is about"),
        help_text=_("The form presets it."),
        required=False,
        widget=CountrySelect,
    )

    def __init__(
        self, data: Mapping[str, str] | None = None, *, has_language: bool = True, **named: Any
    ) -> None:
        super().__init__(data, **named)
        choices = [(code, languages.own_name(code)) for code, _name in settings.LANGUAGES]
        self.fields["language"].widget = forms.Select(choices=choices)
        if not has_language:
            del self.fields["language"]
        self.draft: Draft | None = None

    def clean(self) -> dict[str, Any]:
        """Hold what was typed against the shared rules."""
        typed = {name: str(value) for name, value in self.data.items()}
        if "language" not in self.fields:
            typed["language"] = settings.LANGUAGE_CODE
        known = [code for code, _name in settings.LANGUAGES]
        self.draft, errors = check(typed, languages=known)
        for field, code in errors.items():
            self.add_error(field, SENTENCES.get((field, code), CHOOSE))
        return self.cleaned_data


class FixForm(StartForm):
    """The words alone, as slips in them are mended."""

    without: tuple[str, ...] = ("goal", "hands_over", "asks_postal_code", "country")

    def __init__(self, data: Mapping[str, str] | None = None, **named: Any) -> None:
        super().__init__(data, has_language=False, **named)
        for name in self.without:
            del self.fields[name]


class AskForm(FixForm):
    """The words with what may change with a new ask."""

    without = ("asks_postal_code", "country")
