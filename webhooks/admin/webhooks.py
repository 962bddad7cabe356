"""“Webhooks”: who is told of what; making one, trying it, giving it another secret."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import FormView
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from webhooks import actions, deliveries
from webhooks.addresses import server_of
from webhooks.forms import WebhookForm
from webhooks.models import Webhook
from webhooks.wording import kinds_in_words, moment_in_words, state_in_words

from .screens import ASIDE, ForKeepers, OfWebhook, Screen


class WebhookIndexView(ForKeepers, IndexView):
    model = Webhook
    page_title = _("Webhooks")
    add_item_label = _("Add a webhook")
    permission_policy = None
    paginate_by = 50

    @cached_property
    def columns(self):
        return [
            TitleColumn("name", label=_("Name"), get_url=lambda one: reverse("webhooks:edit", args=[one.pk])),
            Column(
                "server",
                label=_("Server"),
                accessor=lambda one: server_of(one.address) if one.is_readable else "",
                classname=ASIDE,
            ),
            Column("kinds", label=_("Told of"), accessor=kinds_in_words, classname=ASIDE),
            Column("state", label=_("State"), accessor=state_in_words),
        ]


class WebhookFormView(Screen, FormView):
    form_class = WebhookForm
    template_name = "webhooks/admin/webhook.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.webhook}

    def get_context_data(self, **kwargs):
        return super().get_context_data(webhook=self.webhook, **kwargs)


class WebhookAddView(ForKeepers, WebhookFormView):
    page_title = _("New webhook")

    @cached_property
    def webhook(self):
        return Webhook()

    def form_valid(self, form):
        try:
            secret = actions.make_webhook(webhook=form.instance, by=self.request.user, now=timezone.now())
        except actions.WebhookRefused:
            return self.refused(form)
        return SecretView.shown(self.request, form.instance, secret)

    def refused(self, form):
        if made := Webhook.objects.filter(reference=form.instance.reference).first():
            messages.info(
                self.request, _("It is kept already. If you have not copied its secret, make a new one for it.")
            )
            return redirect("webhooks:edit", made.pk)
        form.instance.pk = None
        form.add_error(None, _("There are as many webhooks as there may be. Delete one that nobody listens to."))
        return self.form_invalid(form)


class WebhookEditView(OfWebhook, WebhookFormView):
    def get_page_title(self):
        return str(self.webhook)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            state=state_in_words(self.webhook),
            paused_at=moment_in_words(self.webhook.paused_at) if self.webhook.is_paused else "",
            **kwargs,
        )

    def form_valid(self, form):
        actions.change_webhook(webhook=form.instance, by=self.request.user)
        messages.success(self.request, _("Kept: %(object)s.") % {"object": form.instance})
        return redirect("webhooks:index")


class WebhookTryView(OfWebhook, View):
    """POST sends a test at once, and leads to what the server answered."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        delivery = deliveries.send_test(webhook=self.webhook, now=timezone.now())
        return redirect("webhooks:delivery", self.webhook.pk, delivery.reference)


class ConfirmView(OfWebhook, Screen, FormView):
    """Say what it means, then do it on POST."""

    template_name = "webhooks/admin/confirm.html"
    form_class = forms.Form
    explanation = None
    serious = False

    def get_page_subtitle(self):
        return str(self.webhook)

    @property
    def crumbs(self):
        return [(str(self.webhook), self.address_of("edit"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            explanation=self.explanation, serious=self.serious, back_url=self.address_of("edit"), **kwargs
        )


class RenewForm(forms.Form):
    renewals = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class SecretView(ConfirmView):
    """Another secret: asked for once more, then shown this once, by the answer to the very form."""

    page_title = _("New secret")
    form_class = RenewForm
    explanation = _(
        "The program that listens must then be given the new secret. For a day, the one before signs beside it, so "
        "that nothing is lost meanwhile."
    )

    def get_initial(self):
        return {"renewals": self.webhook.renewals}

    def form_valid(self, form):
        secret = actions.renew_secret(
            webhook=self.webhook, **form.cleaned_data, by=self.request.user, now=timezone.now()
        )
        if secret is None:
            messages.info(self.request, _("There is a new secret already. If you have not copied it, make another."))
            return redirect("webhooks:edit", self.webhook.pk)
        return self.shown(self.request, self.webhook, secret)

    @classmethod
    def shown(cls, request, webhook, secret):
        """Return the page with the secret, which is never in a session, a message or an address."""
        view = SecretShown()
        view.setup(request, webhook=webhook, secret=secret)
        return view.render_to_response(view.get_context_data(**view.kwargs))


class SecretShown(Screen, View):
    template_name = "webhooks/admin/secret.html"
    header_icon = ForKeepers.header_icon
    page_title = _("The secret")

    def get_page_subtitle(self):
        return str(self.kwargs["webhook"])

    @property
    def crumbs(self):
        webhook = self.kwargs["webhook"]
        return [(str(webhook), reverse("webhooks:edit", args=[webhook.pk]))]


class WebhookDeleteView(ConfirmView):
    page_title = _("Delete the webhook")
    explanation = _("Nothing is sent there any more, and its log is deleted with it.")
    serious = True

    def form_valid(self, form):
        actions.delete_webhook(webhook=self.webhook, by=self.request.user)
        messages.success(self.request, _("Deleted: %(object)s.") % {"object": self.webhook})
        return redirect("webhooks:index")
