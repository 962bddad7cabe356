"""Pages that the coach edits, and the settings of the site."""

from .news import NewsIndexPage, NewsPage
from .pages import HomePage, SitePage, StandardPage
from .settings import ColourField, SiteSettings, validate_colour_of_text
from .team import TeamPage

__all__ = [
    "ColourField",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "SitePage",
    "SiteSettings",
    "StandardPage",
    "TeamPage",
    "validate_colour_of_text",
]
