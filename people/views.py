"""What people decide for themselves, on the public site."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from . import tokens as personal_tokens
from .actions import set_preferences
from .forms import PreferencesForm, TokenForm
from .refusals import PersonRefused
from .wording import sentence_for


@never_cache
@login_required
def preferences(request):
    """Show the person's language and time zone, and keep what they choose; the page then speaks that language."""
    kept = {"language": request.user.language or translation.get_language(), "time_zone": request.user.time_zone}
    form = PreferencesForm(request.POST or None, initial=kept)
    if form.is_valid():
        set_preferences(user=request.user, **form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Your choice is kept."))
            return redirect(reverse("account_preferences"))
    return render(request, "account/preferences.html", {"form": form})


# --- Tokens for programs --------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request):
    """Show the person's tokens, and on POST make one."""
    return make_token(request) if request.method == "POST" else page_of_tokens(request, TokenForm())


@reauthentication_required
def make_token(request):
    """Make a token for someone who has just shown again who they are; its secret is on this page and on no other."""
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            made, secret = personal_tokens.make(owner=request.user, now=timezone.now(), **form.cleaned_data)
        except PersonRefused as refused:
            form.add_error("name", sentence_for(refused))
        else:
            return page_of_tokens(request, form, made=made, secret=secret)
    return page_of_tokens(request, form)


def page_of_tokens(request, form, **made):
    now, listed = timezone.now(), list(request.user.personal_tokens.listed())
    for token in listed:
        token.state_now = token.state(now)
    return render(request, "account/tokens.html", {"form": form, "tokens": listed, **made})


@never_cache
@login_required
@require_POST
def revoke_token(request, pk):
    """Put one of the person's own tokens out of use; this asks for no password."""
    token = get_object_or_404(request.user.personal_tokens, pk=pk)
    personal_tokens.revoke(token=token, by=request.user, now=timezone.now())
    messages.success(request, _("“%(name)s” no longer opens anything.") % {"name": token.name})
    return redirect("account_tokens")
