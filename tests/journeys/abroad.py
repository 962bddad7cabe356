"""The site of a preset in its own language, and people who read that language."""

import contextlib
from unittest.mock import patch

from django.core.management import call_command
from django.test import override_settings
from django.urls import clear_url_caches

from people.models import User
from site_core import presets
from tests.factories import PASSWORD
from tests.journeys.test_coach import Person
from tests.server import running_site


@contextlib.contextmanager
def site_of(preset):
    """Run the site that `make run PRESET=… DEMO=1` makes, and yield its address; everybody has the same password."""
    language, time_zone = presets.origin(preset)
    with override_settings(LANGUAGE_CODE=language, TIME_ZONE=time_zone), addresses_made_anew():
        with patch("site_core.presets.making.make_password", return_value=PASSWORD):
            call_command("load_preset", preset, "--demo", verbosity=0)
        assert User.objects.exclude(language=language).count() == 0
        here = {"LANGUAGE_CODE": language, "TIME_ZONE": time_zone}
        with running_site(settings_module="tests.journeys.settings", environment=here) as address:
            yield address


@contextlib.contextmanager
def addresses_made_anew():
    """Forget the addresses that Django keeps for each language: which one has no prefix is another now."""
    clear_url_caches()
    yield
    clear_url_caches()


class Reader(Person):
    """Someone for whom the site's words are those of `words`."""

    words = {}

    def logs_in(self, email, password=PASSWORD):
        self.opens("/accounts/login/")
        self.fills(self.words["email"], email)
        self.page.locator("[name=password]").fill(password)
        self.presses(self.words["log in"])

    def opens_day(self, day, **choice):
        query = "&".join(f"{name}={value}" for name, value in [*choice.items(), ("date", day.isoformat())])
        self.opens(f"/rendez-vous/?{query}")

    def starts_on(self, day):
        """Return the times that can be had on that day, as they are read."""
        return [slot.inner_text().split()[-1] for slot in self.slots_of(day).all()]
