"""“Clients”: who is seen, with or without an account, and how to reach them."""

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from people.models import Client, User

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
    ]
    search_fields = ["name", "email", "phone", "is_discreet"]
    ordering = "name"

    def get_form_class(self, for_update=False):
        return ClientForm
