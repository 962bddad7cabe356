"""Behind HTTPS: nothing secret has a default, and cookies travel encrypted only."""

from . import readers
from .base import *  # noqa: F403
from .env import read

SECRET_KEY = read("SECRET_KEY", readers.secret_key)
NOTES_KEYS = read("NOTES_KEYS", readers.notes_keys)
HEADLESS_JWT_PRIVATE_KEY = read("JWT_KEY", readers.secret_key)
ALLOWED_HOSTS = read("ALLOWED_HOSTS", readers.words)
BASE_URL = WAGTAILADMIN_BASE_URL = read("BASE_URL", readers.web_address)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read("DEFAULT_FROM_EMAIL", readers.mail_sender)

# One proxy ends HTTPS and adds its line to X-Forwarded-For; a site with none, or more, says so.
ALLAUTH_TRUSTED_PROXY_COUNT = read("TRUSTED_PROXIES", readers.number, 1)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = read("SECURE_SSL_REDIRECT", readers.switch, True)
# Asked from inside, where there is no HTTPS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = read("SECURE_HSTS_SECONDS", readers.number, 31_536_000)
# Both reach further than this site, and browsers remember them for a long time: the owner of the domain decides.
SECURE_HSTS_INCLUDE_SUBDOMAINS = read("SECURE_HSTS_INCLUDE_SUBDOMAINS", readers.switch, False)
SECURE_HSTS_PRELOAD = read("SECURE_HSTS_PRELOAD", readers.switch, False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
