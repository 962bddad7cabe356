"""What the screens of webhooks share."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from people.admin.screens import TitledMixin
from webhooks.models import Webhook
from webhooks.permissions import may_keep_webhooks

#: The columns of a list that a telephone leaves out.
ASIDE = "webhooks__aside"


class ForKeepers:
    """Whoever keeps no webhooks finds nothing here."""

    header_icon = "link-external"

    def dispatch(self, request, *args, **kwargs):
        if not may_keep_webhooks(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class OfWebhook(ForKeepers):
    """A screen of the webhook that the address names."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.webhook = get_object_or_404(Webhook, pk=kwargs["pk"]) if may_keep_webhooks(request.user) else None

    def address_of(self, name, *more):
        return reverse(f"webhooks:{name}", args=[self.webhook.pk, *more])


class Screen(TitledMixin, WagtailAdminTemplateMixin):
    """A page with its way from the list: `crumbs` are pairs of a label and an address, from there on."""

    crumbs = ()

    def get_breadcrumbs_items(self):
        way = [(_("Webhooks"), reverse("webhooks:index")), *self.crumbs, (self.get_page_title(), "")]
        return [*self.breadcrumbs_items, *({"label": label, "url": url} for label, url in way)]
