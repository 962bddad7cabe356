"""The site as `tests` runs it, but for a mail server that a test has started."""

import os

from site_core.settings.test import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["SMTP_PORT"])
EMAIL_USE_TLS = EMAIL_USE_SSL = False
