from wagtail.models import Page


class HomePage(Page):
    """The site's first page."""
