"""Behind HTTPS: nothing secret has a default, and cookies travel encrypted only."""

from .base import *  # noqa: F403
from .base import BASE_URL
from .env import read

SECRET_KEY = read("SECRET_KEY")
NOTES_KEYS = read("NOTES_KEYS").split()
ALLOWED_HOSTS = read("ALLOWED_HOSTS", "list")
BASE_URL = read("BASE_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
WAGTAILADMIN_BASE_URL = BASE_URL
DEFAULT_FROM_EMAIL = read("DEFAULT_FROM_EMAIL")

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = read("SECURE_SSL_REDIRECT", "bool", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = read("SECURE_HSTS_SECONDS", "int", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
