"""“Horaires d’ouverture”: the days and the hours in one screen, with the starts that they give beside them."""

import datetime as dt

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column

import scheduling
from practice import wording
from practice.days import dates_between
from practice.forms import OpeningHoursForm
from practice.hours import merged, starts_of
from practice.models import BookingRules, OpeningHours, Service, practice_today

from . import screens

#: How far ahead the next opening days are looked for, and how many are shown.
LOOK_AHEAD = dt.timedelta(days=400)
DAYS_SHOWN = 3
#: The fields on which the starts depend; without a good answer in each there is no more than a part to show.
FIELDS_SHOWN = ("hours", "weekdays", "applies_from", "applies_until")


def starts_given_by(form):
    """Return what the hours in `form` amount to, typed or stored: in words, the next days, each service's starts."""
    hours = form.instance
    days, windows = hours.days, hours.windows.all() if hours.pk else ()
    if form.is_bound:
        form.is_valid()
        days, windows = form.days(), [scheduling.Window(*ends) for ends in form.cleaned_data.get("hours") or ()]
    windows = merged(windows)
    problems = [problem for field in FIELDS_SHOWN for problem in form.errors.get(field, ())]
    whole = windows and not problems
    return {
        "problems": problems,
        "summary": wording.schedule_in_words(days, windows) if whole else "",
        "next_days": [wording.day_in_words(day) for day in next_days(days, hours)] if whole else [],
        "services": [starts_of_service(service, windows) for service in services_of(hours)] if windows else [],
    }


def next_days(days, hours):
    """Return the next dates on which `days` fall while `hours` apply."""
    if not hours.applies_from:
        return []
    first = max(practice_today(), hours.applies_from)
    last = min(first + LOOK_AHEAD, hours.applies_until or dt.date.max)
    return dates_between(days, hours.applies_from, first, last)[:DAYS_SHOWN] if first <= last else []


def services_of(hours):
    services = Service.objects.active()
    return services.filter(practitioners=hours.practitioner_id) if hours.practitioner_id else services


def starts_of_service(service, windows):
    starts = starts_of(windows, service, step=BookingRules.load().step)
    return {
        "service": service,
        "length": wording.minutes_in_words(service.duration_minutes),
        "starts": [[wording.time_in_words(start) for start in one] for one in starts if one],
        "count": sum(map(len, starts)),
    }


class StartsPanel(Panel):
    """The starts, written by the server; `static/js/preview.js` asks for them again while one types."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "practice/admin/starts_panel.html"

        def get_context_data(self, parent_context=None):
            pk = [self.instance.pk] if self.instance.pk else []
            url = reverse(OpeningHours.snippet_viewset.get_url_name("starts"), args=pk)
            return super().get_context_data(parent_context) | starts_given_by(self.form) | {"url": url}


class ShowStartsMixin:
    """Without JavaScript a button shows the starts; nothing is saved by it."""

    def post(self, request, *args, **kwargs):
        if "show-starts" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.form = self.get_form()
        return self.render_to_response(self.get_context_data())


class CreateView(ShowStartsMixin, screens.CreateView):
    pass


class EditView(ShowStartsMixin, screens.OwnRowEditView):
    pass


class IndexView(screens.OwnRowsIndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("place").prefetch_related("windows")


class OpeningHoursViewSet(screens.OwnRowsViewSet):
    model = OpeningHours
    base_url_path = "horaires"
    icon = "time"
    menu_label = _("Opening hours")
    new_title = _("New opening hours")
    add_label = _("Add hours")
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    list_display = [
        "__str__",
        Column("practitioner", label=_("Practitioner"), sort_key="practitioner__name"),
        Column(
            "place", accessor=lambda hours: hours.place or _("All places"), label=_("Place"), sort_key="place__name"
        ),
        Column("period", accessor=wording.period_in_words, label=_("When"), sort_key="applies_from"),
        Column(
            "kind",
            accessor=lambda hours: _("Instead of the usual hours") if hours.is_exception else _("Usual hours"),
            label=_("Kind"),
            sort_key="is_exception",
        ),
    ]
    list_filter = ["practitioner", "place", "is_exception"]
    search_fields = ["practitioner__name", "place__name"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("practitioner", widget=forms.Select), FieldPanel("place", widget=forms.Select)],
                heading=_("Who and where"),
            ),
            MultiFieldPanel(
                [FieldPanel("weekdays"), FieldPanel("hours"), FieldPanel("repeat")],
                heading=_("Days and hours"),
            ),
            StartsPanel(heading=_("Starts that this gives"), classname="starts-panel"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("applies_from"), FieldPanel("applies_until")]), FieldPanel("is_exception")],
                heading=_("From when until when"),
            ),
        ],
        base_form_class=OpeningHoursForm,
    )

    def starts_view(self, request, pk=None):
        """Answer with the starts that the fields in the query give. Nothing is kept."""
        policy = self.permission_policy
        hours = get_object_or_404(OpeningHours.objects.visible_to(request.user), pk=pk) if pk else OpeningHours()
        if not policy.user_has_any_permission(request.user, ["add", "change"]):
            raise Http404
        form = self.get_form_class()(request.GET, instance=hours, for_user=request.user)
        return render(request, "practice/admin/starts.html", starts_given_by(form))

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("starts/", self.starts_view, name="starts"),
            path("starts/<int:pk>/", self.starts_view, name="starts"),
        ]
