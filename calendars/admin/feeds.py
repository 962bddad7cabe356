"""“Adresses d’agenda”: private addresses for the appointments of a practitioner or of a place."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from calendars.forms import PracticeFeedForm
from calendars.permissions import may_make_feeds
from calendars.views import made_by, revoke


class FeedsView(WagtailAdminTemplateMixin, TemplateView):
    """The addresses that the reader has made, with a form for another one."""

    template_name = "calendars/admin/feeds.html"
    page_title = _("Calendar addresses")
    header_icon = "calendar"

    def dispatch(self, request, *args, **kwargs):
        if not may_make_feeds(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def feeds(self):
        """Return the reader's own; those of their appointments as a client are made on the site."""
        return self.request.user.feeds.exclude(practitioner=None, place=None).select_related("practitioner", "place")

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        posted = self.request.POST if self.request.method == "POST" else None
        form = PracticeFeedForm(posted, holder=self.request.user)
        return super().get_context_data(form=form, feeds=self.feeds, **made_by(form), **kwargs)

    def post(self, request, *args, **kwargs):
        if "revoke" in request.POST:
            revoke(request, self.feeds)
            return redirect("calendars_admin:feeds")
        return self.get(request, *args, **kwargs)


class FeedsMenuItem(MenuItem):
    def is_shown(self, request):
        return may_make_feeds(request.user)


urlpatterns = [path("agendas/adresses/", FeedsView.as_view(), name="feeds")]
