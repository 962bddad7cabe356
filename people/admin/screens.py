"""What screens of the admin share, in every room that has some."""

from django.utils.translation import gettext as _


class TitledMixin:
    """A view of Wagtail whose title joins its two parts as the reader’s language does: it writes “Title: part”."""

    def get_header_title(self):
        title, subtitle = self.get_page_title(), self.get_page_subtitle()
        return _("%(title)s: %(subtitle)s") % {"title": title, "subtitle": subtitle} if subtitle else title
