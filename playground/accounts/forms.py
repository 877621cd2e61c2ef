"""Forms: signing up and logging in."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError

from playground.core.limits import PASSWORD_LENGTH_MAX, USERNAME_LENGTH_MAX


class LoginForm(AuthenticationForm):
    """Name and password of an account."""

    error_messages = {
        "invalid_login": "No account has this name and password together.",
        "inactive": "This account is closed.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Name"
        password = self.fields["password"]
        assert isinstance(password, forms.CharField)
        password.max_length = PASSWORD_LENGTH_MAX


class SignupForm(forms.Form):
    """A name and a password for a new account. No address is asked for: none is needed."""

    username = forms.CharField(
        label="Name",
        max_length=USERNAME_LENGTH_MAX,
        validators=[UnicodeUsernameValidator(message="Letters, digits and @ . + - _ only.")],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=PASSWORD_LENGTH_MAX,
        strip=False,
        help_text="At least 8 characters. It cannot be sent to you if you forget it.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Judge the password with the name in view."""
        data = super().clean() or self.cleaned_data
        name, password = data.get("username"), data.get("password")
        if name and password:
            try:
                password_validation.validate_password(password, User(username=name))
            except ValidationError as error:
                self.add_error("password", error)
        return data
