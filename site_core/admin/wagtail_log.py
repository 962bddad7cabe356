"""What Wagtail's own log keeps, for the journal: accounts, hours, settings (ours are written there too), and pages."""

from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, PageLogEntry

from people.journal import Line, Source

#: The rooms that one word of the filter stands for; what is in none of them is a setting of the site.
ROOMS = {"personnes": ["people"], "horaires": ["practice", "calendars"]}


class LogSource(Source):
    at, by = "timestamp", "user"
    texts = ("label", "user__first_name", "user__last_name")
    code = "action"

    def codes(self):
        return dict(registry.get_choices())


class RowsSource(LogSource):
    name = "rows"
    kinds = {
        "personnes": _("Accounts and clients"),
        "horaires": _("Hours, absences and what is offered"),
        "site": _("Settings and files"),
    }

    def rows(self, user):
        return ModelLogEntry.objects.filter(content_type__isnull=False)

    def of_kind(self, rows, kind):
        if kind in ROOMS:
            return rows.filter(content_type__app_label__in=ROOMS[kind])
        return rows.exclude(content_type__app_label__in=[*chain.from_iterable(ROOMS.values())])

    def lines(self, keys, user):
        entries = ModelLogEntry.objects.filter(pk__in=keys).select_related("user")
        finder = AdminURLFinder(user)
        return {
            entry.pk: line_of(entry, about_of(entry), finder.get_edit_url(row) if row else None)
            for entry, row in entries.with_instances()
        }


class PagesSource(LogSource):
    name = "pages"
    kinds = {"pages": _("Pages")}

    def rows(self, user):
        return PageLogEntry.objects.all()

    def lines(self, keys, user):
        entries = PageLogEntry.objects.filter(pk__in=keys).select_related("user", "page")
        finder = AdminURLFinder(user)
        return {
            entry.pk: line_of(entry, entry.label, finder.get_edit_url(entry.page) if entry.page else None)
            for entry in entries
        }


def line_of(entry, about, url):
    return Line(
        at=entry.timestamp,
        who=capfirst(entry.user_display_name) if entry.user_id else _("The site"),
        by=entry.user_id,
        what=entry.message,
        about=about,
        url=url,
    )


def about_of(entry):
    """Return what a row was called; for one that has no name but an e-mail address, what it is."""
    kind = ContentType.objects.get_for_id(entry.content_type_id)
    return capfirst(kind.name) if "@" in entry.label or not entry.label else entry.label
