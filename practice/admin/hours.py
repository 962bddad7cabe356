"""“Horaires d’ouverture”: the days and the hours in one screen, with the starts that they give beside them."""

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import log

from practice import actions, wording
from practice.clashes import SettingsClash
from practice.forms import OpeningHoursForm
from practice.forms.hours import copied
from practice.models import OpeningHours
from practice.starts import starts_given_by

from . import screens

#: The key of a row in an address is no longer than this.
LONGEST_KEY = 19


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


class AskMixin(screens.AskAboutClashesMixin):
    def concerned(self):
        """Return whose hours these are, and whose they become."""
        before = [self.object.practitioner] if self.object else []
        after = self.form.cleaned_data.get("practitioner") or self.form.instance.practitioner
        return list(dict.fromkeys([*before, after]))


class CreateView(ShowStartsMixin, AskMixin, screens.CreateView):
    """New hours; with `comme` in the address they begin as a copy of others, for the days that have none."""

    def get_initial(self):
        asked = self.request.GET.get("comme", "")
        if not (asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_KEY):
            return super().get_initial()
        visible = OpeningHours.objects.visible_to(self.request.user)
        return super().get_initial() | copied(get_object_or_404(visible, pk=asked))


class EditView(ShowStartsMixin, AskMixin, screens.OwnRowEditView):
    pass


class DeleteView(screens.OwnRowDeleteView):
    """Without these hours, what is booked within them may have no place: listed on the same page, and asked again."""

    clash = None

    def delete_action(self):
        concerning, agreed = [self.object.practitioner], self.request.POST.get("agreed", "")
        with actions.changing_settings(concerning=concerning, now=timezone.now(), agreed=agreed):
            log(instance=self.object, action="wagtail.delete", user=self.request.user)
            actions.delete_hours(hours=self.object)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except SettingsClash as found:
            # It was deleted, and that was undone.
            self.clash, self.object.pk = found, self.kwargs["pk"]
            return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        said = screens.said_of(self.clash) if self.clash else {}
        return super().get_context_data(**kwargs) | said


class IndexView(screens.OwnRowsIndexView):
    def get_copy_url(self, instance):
        add_url = self.get_add_url()
        return add_url and f"{add_url}?comme={instance.pk}"

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
    delete_view_class = DeleteView
    delete_template_name = "practice/admin/delete_hours.html"
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
            screens.ClashPanel(),
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
