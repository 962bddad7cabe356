from site_core.settings.test import *  # noqa: F403
from site_core.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.unguarded.apps.UnguardedConfig"]
# The start-up check would rightly refuse to call such a site well.
SILENCED_SYSTEM_CHECKS = ["booking.W001"]
