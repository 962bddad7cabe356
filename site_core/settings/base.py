"""What all deployments share. Values come from the environment (`docs/deploying.md` lists them)."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import readers
from .env import BASE_DIR, read

DEBUG = read("DEBUG", readers.switch, False)
PORT = read("PORT", readers.port, 8000)
WEB_CONCURRENCY = read("WEB_CONCURRENCY", readers.worker_count, 2)
BASE_URL = read("BASE_URL", readers.web_address, f"http://localhost:{PORT}")
ALLOWED_HOSTS = read("ALLOWED_HOSTS", readers.words, ["localhost", "127.0.0.1", "[::1]"])
VAR_DIR = read("VAR_DIR", readers.folder, str(BASE_DIR / "var"))

# --- Applications and middleware -----------------------------------------------------------------

INSTALLED_APPS = [
    "site_core",
    "home",
    "assistant",
    "coach_notes",
    "calendars",
    "webhooks",
    "booking",
    "practice",
    "people",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "people.apps.AccountsConfig",  # wagtail.users, with our screens
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "recurrence",
    "modelcluster",
    "taggit",
    "csp",
    "corsheaders",
    # The files of the page on which the API is tried.
    "ninja",
    # wagtail-modeladmin's lists use its templates; the site has no /django-admin/.
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "site_core.middleware.PlainVerbsMiddleware",
    "csp.middleware.CSPMiddleware",
    "site_core.middleware.PermissionsPolicyMiddleware",
    "site_core.middleware.PlainSessionCookieMiddleware",
    "site_core.page_cache.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "site_core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.middleware.BlockedPersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "site_core.urls"
WSGI_APPLICATION = "site_core.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "home.context_processors.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data ----------------------------------------------------------------------------------------

SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR_DIR / "db.sqlite3"}
DATABASES = {"default": read("DATABASE_URL", readers.database, SQLITE)}
if DATABASES["default"]["ENGINE"] == SQLITE["ENGINE"]:
    # A transaction that reads and then writes must take the write lock at its start, or it fails at once
    # instead of waiting; see docs/decisions.md.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # To open it costs more than most answers do: Django teaches each connection some fifty functions.
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
else:
    # Who waits for a row of another booking gives up after three seconds and is told so.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c lock_timeout=3000")
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all processes: log-in attempts are counted here.
CACHES = {
    "default": read("CACHE_URL", readers.cache, "dbcache://cache"),
    # Wagtail writes each picture that a page shows into it, page by page; in the database that is all cost.
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
}

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = read("MEDIA_URL", readers.path_or_address, "/media/")
# Pictures have a server of their own where this is an address; browsers must be told that they may show them.
MEDIA_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(MEDIA_URL))] if "://" in MEDIA_URL else []
MEDIA_STORAGE = read("MEDIA_STORAGE", readers.object_storage, None)
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if MEDIA_STORAGE:
    STORAGES["default"] = {"BACKEND": "site_core.media.Bucket", "OPTIONS": MEDIA_STORAGE}
# Files are there under the names that change with their content, and under no other: what asks for one without
# {% static %}, or from a file in which names are not rewritten, gets a 404.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- Language and time ---------------------------------------------------------------------------

LANGUAGES = [("fr", _("French")), ("en", _("English")), ("ru", _("Russian"))]
LANGUAGE_CODE = read("LANGUAGE_CODE", readers.one_of(*dict(LANGUAGES)), "fr")
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = read("TIME_ZONE", readers.time_zone, "Europe/Paris")
# Whether a preset decides on both where the environment does not.
FOLLOWS_PRESET = False

# --- People and log-in ---------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "people.validators.PasswordRule"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "booking:mine"
ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "people.forms.LoginForm",
    "request_login_code": "people.forms.RequestLoginCodeForm",
    "signup": "people.forms.SignupForm",
    "add_email": "people.forms.AddEmailForm",
    "change_password": "people.forms.ChangePasswordForm",
    "set_password": "people.forms.SetPasswordForm",
    "reset_password": "people.forms.ResetPasswordForm",
    "reset_password_from_key": "people.forms.ResetPasswordKeyForm",
    "reauthenticate": "people.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = read("EMAIL_CONFIRMATION", readers.one_of("optional", "mandatory"), "optional")
# In the browser where they signed up only; the page they came for is kept.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
# One address each: a new one replaces the old once it is confirmed.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Counted in the shared cache, so that they hold across processes. A right log-in does not use up its try.
ACCOUNT_RATE_LIMITS = {
    "guest_booking": "20/h/ip",
    "guest_code": "20/h/ip,5/h/key",
    "guest_code_try": "30/h/key",
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/3m/key",
    "reauthenticate": "10/m/user",
    "send_link": "20/10m/ip,3/10m/key",
    "assistant_message": "10/h/ip",
}
# Of one network; who asks the assistant more often waits for the next minute.
ASSISTANT_QUESTIONS_A_MINUTE = 60
# Of all networks together, for each process: more would keep other pages waiting.
ASSISTANT_QUESTIONS_A_SECOND = 20
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = BASE_URL.split(":")[0]
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = read("TRUSTED_PROXIES", readers.number, 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Créneau"

# Tokens of the API, signed with JWT_KEY; each is looked up with the session that it is bound to.
HEADLESS_TOKEN_STRATEGY = "allauth.headless.tokens.strategies.jwt.JWTTokenStrategy"
HEADLESS_JWT_ALGORITHM = "HS256"
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = 15 * 60
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = 14 * 24 * 60 * 60

# Pages of other sites that may ask the API, with tokens alone: no cookie of ours goes with what they ask.
CORS_ALLOWED_ORIGINS = read("API_ALLOWED_ORIGINS", readers.origins, [])
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "POST", "PATCH", "DELETE"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "idempotency-key", "if-none-match"]
CORS_EXPOSE_HEADERS = ["ETag", "Retry-After"]
if CORS_ALLOWED_ORIGINS:
    # Outermost, so that a refusal of whatever comes after can be read there too.
    MIDDLEWARE.insert(0, "corsheaders.middleware.CorsMiddleware")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# --- Mail ----------------------------------------------------------------------------------------

if read("EMAIL_URL", default=None):
    vars().update(read("EMAIL_URL", readers.mail_server))
elif EMAIL_HOST := read("EMAIL_HOST", default=None):
    EMAIL_PORT = read("EMAIL_PORT", readers.port, 587)
    EMAIL_HOST_USER = read("EMAIL_HOST_USER", default="")
    EMAIL_HOST_PASSWORD = read("EMAIL_HOST_PASSWORD", default="")
    EMAIL_USE_TLS = read("EMAIL_USE_TLS", readers.switch, True)
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = read("DEFAULT_FROM_EMAIL", readers.mail_sender, "rendez-vous@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# From whom discreet mails come: an address without the name before it, unless another is set.
DISCREET_FROM_EMAIL = read("DISCREET_FROM_EMAIL", readers.mail_sender, parseaddr(DEFAULT_FROM_EMAIL)[1])
NOTIFICATION_EMAIL = read("NOTIFICATION_EMAIL", readers.mail_addresses, [])

# --- Calendars kept elsewhere --------------------------------------------------------------------

# Servers in a private network whose calendars may be read all the same; every other one must be public.
PRIVATE_CALENDAR_HOSTS = read("PRIVATE_CALENDAR_HOSTS", readers.words, [])

# --- Webhooks ------------------------------------------------------------------------------------

# Servers in a private network that may be told of appointments all the same; every other one must be public.
PRIVATE_WEBHOOK_HOSTS = read("PRIVATE_WEBHOOK_HOSTS", readers.words, [])

# --- Browser policy ------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *MEDIA_ORIGINS],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Wagtail's date choosers and its text editor still write inline scripts and styles; see docs/decisions.md.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:", *MEDIA_ORIGINS],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# The previews of the admin say otherwise for themselves.
X_FRAME_OPTIONS = "DENY"

# --- Wagtail -------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Créneau"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
# A coach publishes her own pages; nobody is there to approve them.
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# Nothing is asked of, or told to, other people's servers.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# From wherever it is kept, a document comes through the view that asks who may read it.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"discreet": {"()": "site_core.discretion.DiscreetFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # What Wagtail does by the way, such as its search index, is told when it fails.
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # What `runserver` tells of each request passes the filter above.
        "django.server": {"propagate": True},
        # It takes offence at each HEAD request: Django leaves the body to the server to drop.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
