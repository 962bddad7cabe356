"""The site as it runs in production, behind HTTPS, with a few addresses more to compare it with."""

from site_core.settings.production import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
# One machine asks more often than any person.
ACCOUNT_RATE_LIMITS = {**ACCOUNT_RATE_LIMITS, "assistant": "1000000/m/ip"}  # noqa: F405
