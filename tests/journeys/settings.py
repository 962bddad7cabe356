"""A site for a browser: style sheets and scripts are served as they stand, mails are printed in the terminal."""

from site_core.settings import base
from site_core.settings.test import *  # noqa: F403

EMAIL_BACKEND = base.EMAIL_BACKEND
WHITENOISE_USE_FINDERS = True
ROOT_URLCONF = "tests.journeys.urls"
