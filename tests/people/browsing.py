"""What the tests of people do in a browser."""

import re

from django.core import mail
from django.test import Client as Browser

from tests.factories import PASSWORD

SLOT = "/rendez-vous/coordonnees/?debut=2026-11-24T08:00:00Z&prestation=coaching&praticien=camille&lieu=visio"


def browser_of(user):
    browser = Browser()
    browser.force_login(user)
    return browser


def log_in(browser, email, password=PASSWORD, **fields):
    return browser.post("/accounts/login/", {"login": email, "password": password, **fields})


def is_in(browser):
    """Tell whether the server knows who sends this browser's requests: their own settings open for them only."""
    return browser.get("/accounts/password/change/").status_code == 200


def link_in_last_mail(path):
    """Return the first link of the last mail whose path begins with `path`."""
    return re.search(rf"https?://[^\s]+?{re.escape(path)}[^\s]*", mail.outbox[-1].body).group()
