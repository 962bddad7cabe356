from urllib.parse import urlencode, urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from . import permissions
from .mail import site_name
from .models import RegistrationRules, User

WHOLE_ADDRESS = _("Enter a full e-mail address, like name@example.com")


def at_base_url(url):
    """Return `url` at the site's own address, whatever host the request named."""
    parts = urlsplit(url)
    return f"{settings.BASE_URL}{parts._replace(scheme='', netloc='').geturl()}"


class AccountAdapter(DefaultAccountAdapter):
    """How allauth treats our people."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The address or password does not match."),
        "email_taken": _("There is already an account with this address. Log in, or choose a new password."),
    }

    # --- Who comes in --------------------------------------------------------------------------------

    def clean_email(self, email):
        """Return the address as it is stored; one whose name part is not plain ASCII is refused.

        Four letters outside ASCII pass Django's check and turn into another person's name in lower or upper case.
        """
        email = User.normal_email(email)
        if not email.rpartition("@")[0].isascii():
            raise ValidationError(WHOLE_ADDRESS, code="invalid")
        return email

    def is_open_for_signup(self, request):
        """Tell whether anyone may sign up; who was invited comes by a door of their own."""
        return RegistrationRules.load().is_open

    def respond_user_inactive(self, request, user):
        """Say to a specialist who waits for approval what happens next, and to everyone else that it is closed."""
        if user.approval == User.Approval.WAITING:
            return redirect("people:waiting_for_approval")
        return super().respond_user_inactive(request, user)

    def confirm_email(self, request, email_address):
        """Refuse an address that has become someone else's log-in since; allauth looks at confirmed ones only."""
        if User.objects.exclude(pk=email_address.user_id).filter(email=email_address.email).exists():
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False
        return super().confirm_email(request, email_address)

    def pre_login(self, request, user, **kwargs):
        """Stop a blocked person at every kind of log-in: password, code, passkey, confirmation."""
        if user.is_blocked:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def login(self, request, user):
        """Stop also whoever was blocked between the steps of a log-in: the password was right, the code comes later."""
        if user.is_blocked:
            clear_login(request)
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)

    def _get_login_attempts_cache_key(self, request, **credentials):
        # allauth counts per host as the request names it: another port would be another count.
        return credentials.get("email", "").lower()

    # --- Where they go -------------------------------------------------------------------------------

    def get_login_redirect_url(self, request):
        """Return where someone lands who was on the way to nowhere: staff at their agenda, clients at theirs.

        They are met in the language that they chose; one who is on the way to a page has its address, and so its own.
        """
        if permissions.may_enter_admin(request.user):
            return reverse("wagtailadmin_home")
        with translation.override(request.user.language or translation.get_language()):
            return super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request):
        return self.get_login_redirect_url(request)

    def get_email_confirmation_url(self, request, emailconfirmation):
        """Carry on to the page they came for, where confirming is a step on the way to it."""
        url = super().get_email_confirmation_url(request, emailconfirmation)
        on_the_way = app_settings.EMAIL_VERIFICATION == app_settings.EmailVerificationMethod.MANDATORY
        if on_the_way and (next_url := get_next_redirect_url(request)):
            url = f"{url}?{urlencode({'next': next_url})}"
        return url

    # --- What they are sent --------------------------------------------------------------------------

    def send_mail(self, template_prefix, email, context):
        """Send in the reader's language, with links to the site's own address."""
        context = {key: at_base_url(value) if key.endswith("_url") else value for key, value in context.items()}
        context["current_site"] = {"name": site_name(), "domain": urlsplit(settings.BASE_URL).netloc}
        user = context.get("user")
        with translation.override(user.language if user and user.language else translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def render_mail(self, template_prefix, email, context, headers=None):
        """Return the mail; one whose context says `is_discreet` comes from the sender that names nobody."""
        mail = super().render_mail(template_prefix, email, context, headers)
        if context.get("is_discreet"):
            mail.from_email = settings.DISCREET_FROM_EMAIL
        return mail
