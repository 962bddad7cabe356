"""Who asks: tokens for an e-mail address and a password, under the one log-in policy of the site, and personal ones.

Tokens of a log-in are allauth's, bound to a session of their own: whatever ends sessions (another password, a block)
ends them at the next request. Access is short; each refresh gives a new pair and uses the old one up. Personal tokens
are made by people on the site (`people.tokens`), do less than their owner may, and end when a session would.
"""

from copy import copy

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.headless.internal.sessionkit import new_session
from allauth.headless.tokens.strategies.jwt import JWTTokenStrategy
from allauth.headless.tokens.strategies.jwt.internal import validate_access_token, validate_refresh_token
from allauth.mfa.base.forms import AuthenticateForm
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.security import HttpBearer

from people import tokens as personal

from .errors import Problem, documented, too_often
from .texts import Line, Text

router = Router(tags=["Tokens"])
strategy = JWTTokenStrategy()
#: How long someone waits who tried too often to log in (`ACCOUNT_RATE_LIMITS`).
PAUSE_SECONDS = 300


class LogIn(HttpBearer):
    """`Authorization: Bearer …` with an access token of someone who may come in."""

    openapi_bearerFormat = "JWT"
    openapi_description = "`access`, as `auth/jwt/create/` gives it: good for a quarter of an hour."

    def authenticate(self, request, token):
        found = validate_access_token(token)
        if found is None or not may_come_in(found[0]):
            return None
        request.user = found[0]
        return request.user


class PersonalToken(HttpBearer):
    """`Authorization: Bearer …` with a personal token that is good, and whose scope reaches what is asked."""

    openapi_description = "A personal token, made under “My account”. One that may only read gets 403 for the rest."

    def authenticate(self, request, token):
        found = personal_token(token)
        if found is None:
            return None
        if not found.may_send(request.method):
            raise out_of_reach("token_reads_only", _("This token may only read. Make one that may change things too."))
        request.user = found.owner
        return request.user


def personal_token(secret):
    return personal.token_behind(secret, now=timezone.now()) if personal.is_personal(secret) else None


def never_by_personal_token(request):
    """Tell whoever comes with a good personal token that no such token does this, whatever its scope."""
    if personal_token(request.headers.get("Authorization", "").partition(" ")[2]):
        raise out_of_reach("not_by_token", _("No personal token may do this: log in for it."))


def out_of_reach(code, detail):
    return Problem(403, code, detail, headers={"WWW-Authenticate": 'Bearer error="insufficient_scope"'})


def visitor(request):
    """Let someone in who sends no token at all. A cookie of the site's pages opens nothing here."""
    if "Authorization" in request.headers:
        return None
    request.user = AnonymousUser()
    return request.user


logged_in = [LogIn(), PersonalToken()]
#: For changes of other people's accounts.
by_log_in_only = [LogIn(), never_by_personal_token]
anyone = [*logged_in, visitor]


def who_asks(request):
    """Return whose good token was sent, or None: for a call that is answered beside ninja's, and only reads."""
    return next((user for check in logged_in if (user := check(request))), None)


def may_come_in(user):
    return user.is_active and not user.is_blocked


class LoginIn(Schema, extra="forbid"):
    email: Line(254, needed=True)
    password: Text
    code: Line(20) = ""


class RefreshIn(Schema, extra="forbid"):
    refresh: Text


class VerifyIn(Schema, extra="forbid"):
    token: Text


class Tokens(Schema):
    access: str
    refresh: str


class Nothing(Schema):
    pass


@router.post(
    "create/",
    auth=None,
    response={200: Tokens, **documented(400, 401, 429)},
    summary="Log in: an access and a refresh token",
)
def create(request, sent: LoginIn):
    """Someone with a second factor sends its six figures, or a recovery code, as `code`."""
    if not ratelimit.consume(request, action="login"):
        raise too_often(60)
    request = apart(request)
    request.session, request.user = new_session(), AnonymousUser()
    user = authenticated(request, sent)
    perform_password_login(request, {"email": sent.email}, Login(user=user, email=sent.email))
    if not request.user.is_authenticated:
        go_on(request, user, sent.code)
    tokens = strategy.create_access_token_payload(request)
    request.session.save()
    return {"access": tokens["access_token"], "refresh": tokens["refresh_token"]}


def apart(request):
    """Return a copy of a request, so that who is logged in on it is given tokens and no cookie for the pages."""
    copied = copy(request)
    copied.META = {**request.META}
    copied._messages = default_storage(copied)
    return copied


def authenticated(request, sent):
    try:
        user = get_adapter().authenticate(request, email=sent.email, password=sent.password)
    except ValidationError:
        raise too_often(PAUSE_SECONDS) from None
    if user is None:
        raise Problem(401, "no_such_login", _("The address or password does not match."))
    return user


def go_on(request, user, code):
    """Take the steps that are left between a right password and being in. Raises `Problem` for those that are not."""
    stage = get_pending_stage(request)
    if stage is None or not may_come_in(user):
        raise Problem(401, "not_active", _("This account is not open. Contact the practice."))
    if stage.key == "verify_email":
        raise Problem(401, "email_unconfirmed", _("Confirm your e-mail address first: a link was sent to it."))
    if not code:
        raise Problem(401, "second_factor", _("Send the figures of your second factor as “code” too."))
    form = AuthenticateForm({"code": code}, user=user)
    if not form.is_valid():
        raise Problem(401, "second_factor", _("This code does not match. Send the one that is shown now."))
    form.save()
    stage.exit()
    if not request.user.is_authenticated:
        raise Problem(401, "not_active", _("This account is not open. Contact the practice."))


@router.post("refresh/", auth=None, response={200: Tokens, **documented(400, 401)}, summary="A new pair of tokens")
def refresh(request, sent: RefreshIn):
    found = validate_refresh_token(sent.refresh)
    if found is None or not may_come_in(found[0]) or not (pair := strategy.refresh_token(sent.refresh)):
        raise Problem(401, "token_not_good", _("This token is no longer good. Log in again."))
    access, renewed = pair
    return {"access": access, "refresh": renewed}


@router.post("verify/", auth=None, response={200: Nothing, **documented(400, 401)}, summary="Whether a token is good")
def verify(request, sent: VerifyIn):
    """Takes an access or a refresh token; the answer is empty."""
    access = validate_access_token(sent.token)
    user = access[0] if access else refreshing(sent.token)
    if user is None or not may_come_in(user):
        raise Problem(401, "token_not_good", _("This token is no longer good. Log in again."))
    return {}


def refreshing(token):
    found = validate_refresh_token(token)
    return found[0] if found else None
