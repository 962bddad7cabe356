"""What every classic list of the practice shares."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.views import IndexView


class StrictIndexView(IndexView):
    """A list that is narrowed down by its own filters and its search, and by nothing else.

    The package hands any other parameter of the address to the database as a condition, over every relation: whoever
    may open a list could ask it, letter by letter, for the hash of a colleague's password.
    """

    #: The package's own spreadsheets write formulas as they are, and times in UTC.
    FORMATS = ()

    def get_filters(self, request):
        found = super().get_filters(request)
        remaining = found[2]
        if remaining:
            raise Http404(f"this list has no filter {', '.join(sorted(remaining))}")
        return found

    def get_queryset(self, request=None):
        if any("\0" in value for value in self.request.GET.values()):
            raise Http404("PostgreSQL knows no such character")
        try:
            return super().get_queryset(request)
        except IncorrectLookupParameters as error:
            raise Http404("this filter knows no such value") from error


class BelowTheListMixin:
    """A screen of its own to which one comes from the list of appointments."""

    def get_breadcrumbs_items(self):
        index = {"url": reverse("rendez-vous_modeladmin_index"), "label": _("Appointments list")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]
