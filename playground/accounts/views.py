"""Views: the pages of accounts. Each says which context its template gets."""

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from playground.accounts.forms import LoginForm, SignupForm
from playground.accounts.selectors import owner_of, owner_remember
from playground.accounts.services import account_create, work_take_over
from playground.core.errors import error_page
from playground.core.rates import rate_exceeded

TOO_OFTEN = "That was tried too often. Wait a minute and try again."
TAKEN = "Somebody here has this name already. Choose another."


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Template accounts/login.html. Context: `form` (username, password), `next` (an address here
    or ""; send it along as a hidden field)."""
    after = _next(request)
    if request.user.is_authenticated:
        return redirect(after or "scenarios")
    if request.method == "POST" and rate_exceeded(request, "login"):
        return error_page(request, 429, TOO_OFTEN)
    form = LoginForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        assert isinstance(user, User)
        _enter(request, user)
        return redirect(after or "scenarios")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/login.html", {"form": form, "next": after}, status=status)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Template accounts/signup.html. Context: `form` (username, password), `next`."""
    after = _next(request)
    if request.user.is_authenticated:
        return redirect(after or "scenarios")
    if request.method == "POST" and rate_exceeded(request, "signup"):
        return error_page(request, 429, TOO_OFTEN)
    form = SignupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = account_create(**form.cleaned_data)
        if user is not None:
            _enter(request, user)
            messages.success(request, "Your account is made. Everything you drew belongs to it.")
            return redirect(after or "scenarios")
        form.add_error("username", TAKEN)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/signup.html", {"form": form, "next": after}, status=status)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Leads home; what belongs to the account can be seen by nobody until the next log-in."""
    logout(request)
    owner_remember(request, None)
    return redirect("home")


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Template accounts/account.html. Context: `user`."""
    if not request.user.is_authenticated:
        return redirect("login")
    return render(request, "accounts/account.html", {})


def _enter(request: HttpRequest, user: User) -> None:
    """Log in; what was made before, without an account, belongs to the account from now on."""
    anonymous = owner_of(request)
    login(request, user)
    owner_remember(request, work_take_over(anonymous=anonymous, user=user))


def _next(request: HttpRequest) -> str:
    """Where to go afterwards, if that is on this site."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if here else ""
