"""The log of a webhook: what was sent when, what the server answered, and sending it again."""

import json

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from webhooks import deliveries
from webhooks.models import TEST, Delivery
from webhooks.wording import answer_in_words, delivery_state_in_words, moment_in_words

from .screens import ASIDE, OfWebhook, Screen


class DeliveryIndexView(OfWebhook, Screen, IndexView):
    model = Delivery
    page_title = _("Deliveries")
    permission_policy = None
    default_ordering = "-created_at"
    paginate_by = 50

    def get_page_subtitle(self):
        return str(self.webhook)

    @property
    def crumbs(self):
        return [(str(self.webhook), self.address_of("edit"))]

    def get_index_url(self):
        return self.address_of("deliveries")

    def get_index_results_url(self):
        return self.address_of("deliveries_results")

    def get_base_queryset(self):
        # What was said may be long, and is shown on a page of its own.
        return self.webhook.deliveries.defer("body")

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "kind",
                label=_("What happened"),
                accessor="get_kind_display",
                get_url=lambda one: self.address_of("delivery", one.reference),
            ),
            Column("created_at", label=_("When"), accessor=lambda one: moment_in_words(one.created_at)),
            Column("state", label=_("State"), accessor=delivery_state_in_words),
            Column("attempts", label=_("Attempts"), classname=ASIDE),
            Column("answer", label=_("Answer"), accessor=answer_in_words, classname=ASIDE),
        ]


class DeliveryView(OfWebhook, Screen, TemplateView):
    """GET shows what was said and answered; POST has it sent again."""

    template_name = "webhooks/admin/delivery.html"

    @cached_property
    def delivery(self):
        return get_object_or_404(self.webhook.deliveries, reference=self.kwargs["reference"])

    def get_page_title(self):
        return self.delivery.get_kind_display()

    def get_page_subtitle(self):
        return moment_in_words(self.delivery.created_at)

    @property
    def crumbs(self):
        return [
            (str(self.webhook), self.address_of("edit")),
            (DeliveryIndexView.page_title, self.address_of("deliveries")),
        ]

    def get_context_data(self, **kwargs):
        delivery = self.delivery
        return super().get_context_data(
            webhook=self.webhook,
            delivery=delivery,
            state=delivery_state_in_words(delivery),
            answer=answer_in_words(delivery),
            is_taken=delivery.state == Delivery.State.SENT,
            is_test=delivery.kind == TEST,
            is_waiting=delivery.state == Delivery.State.QUEUED,
            tried_at=moment_in_words(delivery.tried_at),
            said=json.dumps(json.loads(delivery.body), ensure_ascii=False, indent=2),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if not self.webhook.is_active:
            messages.error(request, _("This webhook is switched off. Switch it on first."))
        elif deliveries.send_again(delivery=self.delivery, now=timezone.now()):
            messages.success(request, _("It is sent again within a minute."))
        else:
            messages.info(request, _("It waits to be sent already."))
        return redirect("webhooks:delivery", self.webhook.pk, self.delivery.reference)
