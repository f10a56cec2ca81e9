"""What is typed to sign up and in, in the words of this house."""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django.utils.translation import gettext as _


class SignUp(SignupForm):  # type: ignore[misc] # allauth has no types
    """An address alone: a password that somebody else chose must never wait for whoever owns it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password1"]
        self.fields["email"].label = _("Your address")


class SignIn(LoginForm):  # type: ignore[misc] # allauth has no types
    """An address, and a password; without one a code comes by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Your address")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = _("Leave it empty to have a code sent by mail.")
