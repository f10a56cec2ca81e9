"""The form in which a petition is written; its rules are in petitions.drafting."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from undersigned.desk.question_form import QuestionRows
from undersigned.kit import languages
from undersigned.kit.numbers import number
from undersigned.petitions.advice import advise
from undersigned.petitions.models import Notice
from undersigned.petitions.typed import LONGEST, MOST_ADDRESSEES, Draft, check
from undersigned.signing.forms import CountrySelect

SENTENCES = {
    ("title", "missing"): _("Say in one sentence what you ask for."),
    ("title", "too-long"): _("Say it in at most 200 characters."),
    ("addressees", "missing"): _("Name who can say yes."),
    ("addressees", "too-many"): _("Name ten at most, one on each line."),
    ("addressees", "too-long"): _("Name each in at most 200 characters."),
    ("story", "missing"): _("Tell why: readers decide by it."),
    ("story", "too-long"): _("This is longer than a page can hold: at most 50,000 characters."),
    ("letter", "too-long"): _("This is longer than a letter can be: at most 20,000 characters."),
    ("call", "too-long"): _("Say it in at most 200 characters."),
    ("goal", "number"): _("Write a number like 500, or nothing."),
}
CHOOSE = _("Choose one of the list.")
HANDED_OVER = [
    (Notice.HandsOver.NUMBER.value, _("Only how many signed")),
    (Notice.HandsOver.NAMES.value, _("Their names")),
    (Notice.HandsOver.PLACES.value, _("Their names and places")),
]


# The form's parts, each with its fields: read from the top, they are the way to a petition.
PARTS = [
    ("ask", _("What you ask"), ("title", "addressees")),
    ("words", _("Your words"), ("story", "letter", "call")),
    (
        "signers",
        _("What signers are asked and told"),
        ("hands_over", "asks_postal_code", "asks_phone", "goal"),
    ),
    ("questions", _("Questions of your own"), ()),
    ("place", _("Language and place"), ("language", "country")),
]


class Names(forms.Widget):
    """Several lines, one name on each, and always an empty one: each offers the names that this site knows."""

    use_fieldset = True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """An input for each name; `value` has one on each line."""
        typed = [line for line in str(value or "").splitlines() if line.strip()]
        rows = [*typed, ""][: max(MOST_ADDRESSEES, len(typed))]
        given = self.build_attrs(self.attrs, attrs)
        first, told = given.pop("id", ""), flatatt(given)
        return format_html_join(
            "\n",
            '<input type="text" name="{}" value="{}" maxlength="{}" list="known_addressees" '
            'autocomplete="off" aria-label="{}" id="{}"{}>',
            (
                (name, row, LONGEST["addressees"], _("Name %(n)s") % {"n": n}, f"{first}_{n}", told)
                for n, row in enumerate(rows, 1)
            ),
        )


class StartForm(QuestionRows):
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
        help_text=_("A person or an office. Left empty, it is whom your sentence names."),
        required=False,
        strip=False,
        widget=Names,
    )
    story = forms.CharField(
        label=_("Why does it matter?"),
        help_text=_("An empty line begins a paragraph; **bold**, *italics* and links in Markdown."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "maxlength": LONGEST["story"], "required": True}),
    )
    letter = forms.CharField(
        label=_("The letter that is handed over"),
        help_text=_("To whoever can say yes, in your words. Left empty, they get what you ask and why."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST["letter"]}),
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
    asks_phone = forms.CharField(
        label=_("Ask signers for their telephone number"), required=False, widget=forms.CheckboxInput
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
        self.add_rows()

    def parts(self) -> list[tuple[str, object, list[forms.BoundField]]]:
        """(name, heading, fields) of each part."""
        return [
            (name, heading, [self[field] for field in fields if field in self.fields])
            for name, heading, fields in PARTS
        ]

    def clean(self) -> dict[str, Any]:
        """Hold what was typed against the shared rules."""
        typed = {name: str(value) for name, value in self.data.items()}
        if "language" not in self.fields:
            typed["language"] = settings.LANGUAGE_CODE
        known = [code for code, _name in settings.LANGUAGES]
        self.draft, errors = check(typed, languages=known)
        for field, code in self.refuse_rows(errors).items():
            self.add_error(field, SENTENCES.get((field, code), CHOOSE))
        return self.cleaned_data


def typed_of(posted: QueryDict) -> dict[str, str]:
    """What was posted, one text for each field; of names there may be several lines."""
    typed = {name: str(posted.get(name, "")) for name in posted}
    return typed | {"addressees": "\n".join(str(name) for name in posted.getlist("addressees"))}


ADVICE = {
    ("title", "shouts"): _("Capitals alone are hard to read: write it as you would say it."),
    ("title", "long"): _("%(n)s characters: on a phone and in chats most of it is cut off after 100."),
    ("title", "asks"): _("A question can be answered with no. Say what is to be done."),
    ("title", "nobody"): _("Name who is to do it, here or below: The City Council must …"),
    ("story", "short"): _(
        "%(n)s words so far. Most people want to know what happened, to whom, and what would help."
    ),
    ("story", "long"): _("%(n)s words: most readers stop before the end. The most important belongs on top."),
    ("story", "sentence"): _("The longest sentence has %(n)s words: two or three would be read more easily."),
    ("story", "sentences"): _("A sentence has %(n)s words on average; 15 are read easily by everyone."),
    ("story", "paragraph"): _("An empty line now and then lets readers breathe: one paragraph is very long."),
    ("letter", "long"): _("%(n)s words: an office reads one page with care, seldom three."),
    ("goal", "far"): _(
        "%(n)s is far away at first. Leave it empty, and the goal is always a step ahead; it grows with you."
    ),
    ("goal", "near"): _("A goal of %(n)s is soon reached. It then moves on by itself."),
}


def advice_on(typed: Mapping[str, str]) -> dict[str, list[str]]:
    """What would make it better, in words, by field."""
    found: dict[str, list[str]] = {}
    for hint in advise(typed):
        shown = number(hint.number, get_language() or "en")
        found.setdefault(hint.field, []).append(str(ADVICE[hint.field, hint.code]) % {"n": shown})
    return found


class FixForm(StartForm):
    """The words alone, as slips in them are mended."""

    without: tuple[str, ...] = ("goal", "hands_over", "asks_postal_code", "asks_phone", "country")

    def __init__(self, data: Mapping[str, str] | None = None, **named: Any) -> None:
        super().__init__(data, has_language=False, **named)
        for name in self.without:
            del self.fields[name]

    def add_rows(self) -> None:
        """None: what signers are asked is changed on a page of its own."""


class AskForm(FixForm):
    """The words with what may change with a new ask."""

    without = ("asks_postal_code", "asks_phone", "country")
