from site_core.settings.test import *  # noqa: F403

# The guard is away on purpose; the lock is all there is.
SILENCED_SYSTEM_CHECKS = ["booking.W001"]
