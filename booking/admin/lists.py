"""What every classic list of the practice shares."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import Http404
from wagtail_modeladmin.views import IndexView


class StrictIndexView(IndexView):
    """A list that is narrowed down by its own filters and its search, and by nothing else.

    The package hands any other parameter of the address to the database as a condition, over every relation: whoever
    may open a list could ask it, letter by letter, for the hash of a colleague's password.
    """

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
