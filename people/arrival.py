"""Coming in by an invitation, and waiting for approval. To open a link changes nothing but what one may see here."""

from allauth.account.utils import complete_signup
from allauth.decorators import rate_limit
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from . import actions, invitations
from .forms import InvitedForm
from .models import Invitation
from .models.invitations import hash_of
from .refusals import PersonRefused
from .wording import sentence_for

#: Where a session keeps the hash of the token that was opened in this browser.
OPENED = "people_invitation"


@never_cache
@require_safe
def opened(request, token):
    """Lead from the link to the page it is for, whose address holds no token."""
    if request.method != "HEAD":
        request.session[OPENED] = hash_of(token)
        # Who knew the session before it could do this must not be able to do it.
        request.session.cycle_key()
    answer = redirect("people:invitation")
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@sensitive_post_parameters("password1")
@rate_limit(action="signup")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request):
    """Ask for a name and a password, and on POST open the account and log in; else say what is in the way."""
    now = timezone.now()
    token_hash = request.session.get(OPENED, "")
    found = Invitation.objects.select_related("invited_by").filter(token_hash=token_hash).first()
    if (why := what_is_in_the_way(request, found, now=now)) is not None:
        status = 404 if found is None else 410 if why in Invitation.State else 200
        context = {"invitation": found, "why": why}
        return render(request, "account/invitation_unusable.html", context, status=status)
    form = InvitedForm(request.POST if request.method == "POST" else None, invitation=found)
    if form.is_valid():
        try:
            return come_in(request, found, form, now=now)
        except PersonRefused as refused:
            form.add_error(None, sentence_for(refused))
        except ValidationError as error:
            form.add_error("password1", error.messages)
    context = {"form": form, "invitation": found}
    return render(request, "account/invitation.html", context, status=422 if form.is_bound else 200)


def what_is_in_the_way(request, found, *, now):
    """Return why no account can be opened: a state of the invitation, or a word of our own; None where one can."""
    if found is None:
        return "unknown"
    state = found.state(now)
    if state == Invitation.State.ACCEPTED and request.user.is_authenticated and found.account_id == request.user.pk:
        return "done"
    if state != Invitation.State.SENT:
        return state
    if not invitations.stands(found, now=now):
        return Invitation.State.WITHDRAWN
    if invitations.has_account(found.email):
        return "has_account"
    return "someone_else" if request.user.is_authenticated else None


def come_in(request, found, form, *, now):
    user = actions.register(
        **form.names(),
        email=found.email,
        password=form.cleaned_data["password1"],
        language=get_language(),
        invitation=found,
        now=now,
    )
    answer = complete_signup(request, user, None, None)
    request.session.pop(OPENED, None)
    return answer


@never_cache
@require_safe
def waiting_for_approval(request):
    """Say to a specialist who has registered what happens next; the page is the same for everyone."""
    return render(request, "account/waiting_for_approval.html")
