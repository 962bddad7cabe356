"""“Clients”: who is seen, with or without an account, and how to reach them."""

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.urls import NoReverseMatch, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from people import actions, permissions
from people.models import Client, User
from people.signals import client_page_asked

from .accounts import ChangeView
from .screens import TitledMixin


class ClientForm(forms.ModelForm):
    required_css_class = "required"

    class Meta:
        model = Client
        fields = ["name", "email", "phone", "is_discreet"]

    def clean_email(self):
        return User.normal_email(self.cleaned_data["email"])


def account_in_words(client):
    return _("Yes") if client.has_account else ""


class IndexView(generic.IndexView):
    page_title = _("Clients")
    add_item_label = _("Add a client")

    def get_base_queryset(self):
        has_account = Exists(User.objects.filter(client=OuterRef("pk")))
        return super().get_base_queryset().annotate(has_account=has_account)

    def get_list_more_buttons(self, instance):
        """Add the way to book for them, if the appointments’ room is there."""
        try:
            url = f"{reverse('booking_admin:book_for')}?client={instance.pk}"
        except NoReverseMatch:
            return self.with_block(instance, super().get_list_more_buttons(instance))
        files = [
            Button(label, url=reverse(name, args=[instance.pk]), icon_name=icon, priority=4)
            for label, icon, name in self.pages
        ]
        book = Button(_("Book for them"), url=url, icon_name="date", priority=5)
        return self.with_block(instance, [*files, book, *super().get_list_more_buttons(instance)])

    @cached_property
    def pages(self):
        """Return what the rooms above have on each client: words, icon, and the name of an address."""
        answers = client_page_asked.send(sender=Client, user=self.request.user)
        return [page for _receiver, page in answers if page]

    def with_block(self, client, buttons):
        """Add the way to put a guest out, or to let them in again; who has an account is blocked there."""
        if not permissions.may_block_client(self.request.user, client):
            return buttons
        name, label = ("unblock", _("Unblock")) if client.blocked_at else ("block", _("Block"))
        return [
            *buttons,
            Button(label, url=reverse(f"clients:{name}", args=[client.pk]), icon_name="lock", priority=40),
        ]


class EditView(TitledMixin, generic.EditView):
    pass


class DeleteView(TitledMixin, generic.DeleteView):
    """A file with appointments or notes is history: it is kept."""

    def dispatch(self, request, *args, **kwargs):
        if self.user_has_permission("delete") and self.object.has_file():
            sentence = _("%(name)s has appointments or notes, which are kept: this file cannot be deleted.")
            messages.error(request, sentence % {"name": self.object})
            return redirect(self.index_url_name)
        return super().dispatch(request, *args, **kwargs)


class BlockView(ChangeView):
    """As for accounts, for somebody who has none."""

    person_model = Client
    header_icon = "group"
    back_url_name = "clients:index"
    back_label = _("Clients")
    page_title = _("Block this client")
    may = permissions.may_block_client
    explanation = _(
        "The links that %(name)s received open nothing any more, and nothing can be booked with their address."
    )
    done = _("%(name)s is blocked.")
    serious = True

    @staticmethod
    def action(user, by):
        actions.block_client(client=user, by=by)


class UnblockView(BlockView):
    page_title = _("Unblock this client")
    explanation = _("%(name)s will be able to book again.")
    done = _("%(name)s is no longer blocked.")
    serious = False

    @staticmethod
    def action(user, by):
        actions.unblock_client(client=user, by=by)


class ClientViewSet(ModelViewSet):
    model = Client
    name = "clients"
    icon = "group"
    menu_label = _("Clients")
    menu_order = 250
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = IndexView
    edit_view_class = EditView
    delete_view_class = DeleteView
    list_display = [
        "name",
        Column("email", label=_("E-mail address"), sort_key="email"),
        Column("phone", label=_("Telephone")),
        Column("has_account", accessor=account_in_words, label=_("Account"), sort_key="has_account"),
        DateColumn("created_at", label=_("Since"), sort_key="created_at"),
        DateColumn("blocked_at", label=_("Blocked since"), sort_key="blocked_at"),
    ]
    search_fields = ["name", "email", "phone", "is_discreet"]
    ordering = "name"

    def get_form_class(self, for_update=False):
        return ClientForm

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("block/<int:pk>/", BlockView.as_view(), name="block"),
            path("unblock/<int:pk>/", UnblockView.as_view(), name="unblock"),
        ]
