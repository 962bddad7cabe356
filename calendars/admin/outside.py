"""“Agendas extérieurs”: calendars kept elsewhere, when they were last looked at, and what was found."""

from django.contrib import messages
from django.db.models import Count
from django.forms import Select
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import log

from calendars import actions
from calendars.addresses import server_of
from calendars.forms import OutsideCalendarForm
from calendars.models import OutsideCalendar
from calendars.wording import look_in_words, moment_in_words
from practice.admin import screens

TIMES_SHOWN = 20


def failing_for(user):
    """Return the calendars whose last look found nothing to read, of those that `user` may look at."""
    return list(OutsideCalendar.objects.visible_to(user).exclude(problem="").select_related("practitioner"))


class LookPanel(Panel):
    """How the last look went, when it was, and the next busy times that it found."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "calendars/admin/look.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            calendar, now = self.instance, timezone.now()
            ahead = calendar.absences.filter(end_at__gt=now).order_by("start_at")
            return super().get_context_data(parent_context) | {
                "calendar": calendar,
                "server": server_of(calendar.address),
                "words": look_in_words(calendar, ahead.count()),
                "looked_at": moment_in_words(calendar.looked_at),
                "read_at": moment_in_words(calendar.read_at),
                "absences": ahead[:TIMES_SHOWN],
                "look_url": reverse("calendars_admin:look", args=[calendar.pk]),
            }


class IndexView(screens.OwnRowsIndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().annotate(busy_count=Count("absences"))


class CreateView(screens.CreateView):
    success_message = _("Kept: %(object)s. Its busy times appear within a minute.")


class DeleteView(screens.OwnRowDeleteView):
    success_message = _("No longer read: %(object)s.")
    confirmation_message = _("The times at which only this calendar says that you are busy can be booked again.")

    def delete_action(self):
        log(instance=self.object, action="wagtail.delete", user=self.request.user)
        actions.delete_calendar(calendar=self.object)


class OutsideCalendarViewSet(screens.OwnRowsViewSet):
    model = OutsideCalendar
    base_url_path = "agendas/exterieurs"
    icon = "calendar-alt"
    menu_label = _("Outside calendars")
    menu_name = "outside-calendars"
    new_title = _("New outside calendar")
    add_label = _("Add a calendar")
    index_view_class = IndexView
    add_view_class = CreateView
    delete_view_class = DeleteView
    list_display = [
        "name",
        Column("practitioner", label=_("Who"), sort_key="practitioner__name"),
        Column("server", label=_("Server"), accessor=lambda calendar: server_of(calendar.address)),
        Column("words", label=_("State"), accessor=lambda calendar: look_in_words(calendar, calendar.busy_count)),
        Column("looked_at", label=_("Last look"), accessor=lambda calendar: moment_in_words(calendar.looked_at)),
    ]
    edit_handler = ObjectList(
        [
            LookPanel(),
            MultiFieldPanel(
                [FieldPanel("practitioner", widget=Select), FieldPanel("name"), FieldPanel("address")],
                heading=_("Calendar"),
            ),
        ],
        base_form_class=OutsideCalendarForm,
    )


@require_POST
def look_view(request, pk):
    """Have the worker look again; 404 for a calendar that this person may not know of."""
    calendar = get_object_or_404(OutsideCalendar.objects.visible_to(request.user), pk=pk)
    if actions.look_again(calendar=calendar, now=timezone.now()):
        messages.success(request, _("It is looked at within a minute."))
    else:
        messages.info(request, _("It has been looked at just now. Try again in a minute."))
    return redirect(OutsideCalendar.snippet_viewset.get_url_name("edit"), pk)


urlpatterns = [path("agendas/exterieurs/<int:pk>/lire/", look_view, name="look")]
