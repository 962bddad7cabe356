"""Someone’s way through the site, counted."""

import re

from playwright.sync_api import expect


class Walk:
    """What someone does in one window: how often they `clicked`, and how many fields had to be `filled`."""

    def __init__(self, page):
        self.page = page
        self.clicked = self.filled = 0

    def click(self, target):
        self.clicked += 1
        target.click()

    def press(self, name):
        self.click(self.page.locator("main").get_by_role("button", name=name, exact=True))

    def follow(self, address):
        """Click on a link in a mail."""
        self.clicked += 1
        self.page.goto(address)

    def fill_in(self, **words):
        """Fill in what must be filled in on this page, which is exactly these fields, by their names."""
        expect(self.page.locator("main [required]:visible")).to_have_count(len(words))
        for name, text in words.items():
            self.page.locator(f"main [name={name}][required]").fill(text)
        self.filled += len(words)

    def sees_title(self, text):
        expect(self.page.get_by_role("heading", level=1, name=re.compile(text))).to_be_visible()
