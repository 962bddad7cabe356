"""The site as it runs in production, behind HTTPS, with a few addresses more to compare it with."""

from site_core.settings.production import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
# One machine asks more often than any person.
ASSISTANT_QUESTIONS_A_MINUTE = ASSISTANT_QUESTIONS_A_SECOND = 1_000_000
