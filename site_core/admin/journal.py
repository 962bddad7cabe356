"""“Journal”: who did what, and when, over all rooms; narrowed down by the address, to be kept and passed on (M5)."""

import datetime as dt
from itertools import islice
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from booking.admin.why import UNREAD_DAY
from booking.spreadsheets import READ_AT_ONCE, Table, csv_of
from people import journal
from people.models import Role, User
from people.permissions import may_read_journal
from practice.days import validate_day
from practice.models import practice_zone
from practice.plans import today

DAY = dt.timedelta(days=1)
LINES_PER_PAGE = 50


class JournalForm(forms.Form):
    qui = forms.ChoiceField(label=_("Who"), required=False)
    quoi = forms.ChoiceField(label=pgettext_lazy("journal", "About"), required=False)
    du = forms.DateField(
        label=pgettext_lazy("first day", "From"), required=False, widget=AdminDateInput, validators=[validate_day]
    )
    au = forms.DateField(
        label=pgettext_lazy("last day", "To"), required=False, widget=AdminDateInput, validators=[validate_day]
    )
    q = forms.CharField(label=_("A name, or what was done"), required=False, max_length=100)

    def __init__(self, asked):
        super().__init__(asked)
        for name in ("du", "au"):
            self.fields[name].error_messages = {"invalid": UNREAD_DAY}
        self.fields["qui"].choices = [("", _("Everyone")), *people_to_choose(asked.get("qui", ""))]
        kinds = [kind for source in journal.sources().values() for kind in source.kinds.items()]
        self.fields["quoi"].choices = [("", _("Everything")), *sorted(kinds, key=lambda kind: str(kind[1]))]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("du"), cleaned.get("au")
        if first and last and first > last:
            raise ValidationError({"au": _("The last day comes before the first one.")})
        return cleaned

    def wish(self):
        asked = self.cleaned_data
        return journal.Wish(
            by=int(asked["qui"]) if asked["qui"] else None,
            kind=asked["quoi"],
            since=midnight(asked["du"]) if asked["du"] else None,
            until=midnight(asked["au"] + DAY) if asked["au"] else None,
            text=asked["q"],
        )


def people_to_choose(asked):
    """Return who works here, and whom the address names: to each name in a line there is a link."""
    working = User.objects.filter(is_staff=True) | User.objects.filter(groups__role__code__in=Role.STAFF)
    if asked.isascii() and asked.isdecimal() and len(asked) < 10:
        working = working | User.objects.filter(pk=asked)
    return sorted(((str(user.pk), str(user)) for user in working.distinct()), key=lambda one: one[1].casefold())


def midnight(day):
    return dt.datetime.combine(day, dt.time.min, practice_zone())


class JournalView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "site_core/admin/journal.html"
    page_title = _("Journal")
    header_icon = "history"

    def dispatch(self, request, *args, **kwargs):
        if not may_read_journal(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        if request.GET.get("export") == "csv" and self.form.is_valid():
            return self.as_csv()
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @property
    def asked(self):
        given = ((name, self.request.GET.get(name, "").replace("\0", "")) for name in JournalForm.base_fields)
        return {name: value for name, value in given if value}

    @cached_property
    def form(self):
        return JournalForm(self.asked)

    def keys(self):
        return journal.keys(self.form.wish(), self.request.user)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(form=self.form, is_narrowed=bool(self.asked), **kwargs)
        if not self.form.is_valid():
            return context
        paginator = Paginator(self.keys(), LINES_PER_PAGE)
        paginator.items_count_label = str(paginator.count)
        page = paginator.get_page(self.request.GET.get("p"))
        return {
            **context,
            "page": page,
            "lines": [(line, self.address_of(line)) for line in journal.lines(page.object_list, self.request.user)],
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "csv_url": f"?{urlencode({**self.asked, 'export': 'csv'})}",
        }

    def address_of(self, line):
        """Return the address of what the one of this line did, or None."""
        return f"?{urlencode({**self.asked, 'qui': line.by})}" if line.by else None

    def as_csv(self):
        zone = practice_zone()
        table = Table(
            name=pgettext("name of a file", "journal"),
            columns=[gettext("Date"), gettext("Time"), gettext("Who"), gettext("What"), pgettext("journal", "About")],
            rows=self.all_lines(),
            cells_of=lambda line: [
                line.at.astimezone(zone).date(),
                line.at.astimezone(zone).time(),
                line.who,
                line.what,
                line.about,
            ],
        )
        response = StreamingHttpResponse(csv_of(table), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{table.name}-{today(timezone.now())}.csv"'
        response["Cache-Control"] = "no-store, private"
        log(self.request.user, "site_core.export_journal", user=self.request.user)
        return response

    def all_lines(self):
        """Yield every line that is asked for, a few hundred read at once."""
        keys = self.keys().iterator(chunk_size=READ_AT_ONCE)
        while some := list(islice(keys, READ_AT_ONCE)):
            yield from journal.lines(some, self.request.user)


class JournalMenuItem(MenuItem):
    def is_shown(self, request):
        return may_read_journal(request.user)


urlpatterns = [path("journal/", JournalView.as_view(), name="journal")]
