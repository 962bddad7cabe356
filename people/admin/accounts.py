"""“Comptes”: who has a log-in, in which role; made collaborator, blocked or deleted one at a time."""

import operator
from functools import reduce

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import FormView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.admin.widgets.button import BaseButton, Button
from wagtail.users.views import users as wagtail_users

from people import actions, permissions
from people.models import Role, User
from people.wording import sentence_for

from .forms import PersonForm
from .screens import TitledMixin


def changes_of(person, by):
    """Return (label, address) of what `by` may do with `person` in two clicks."""
    found = []

    def add(label, name):
        found.append((label, reverse(f"wagtailusers_users:{name}", args=[person.pk])))

    if person.approval and permissions.may_approve(by, person):
        add(_("Approve"), "approve")
        if person.approval == User.Approval.WAITING:
            add(pgettext_lazy("registration", "Refuse"), "refuse")
        return found
    if permissions.may_change_role(by, person):
        if person.role == Role.Code.CLIENT:
            add(_("Make collaborator"), "make_collaborator")
        elif person.role == Role.Code.COLLABORATOR:
            add(_("Remove from collaborators"), "unmake_collaborator")
    if permissions.may_block(by, person):
        if person.is_blocked:
            add(pgettext_lazy("account", "Unblock"), "unblock")
        else:
            add(pgettext_lazy("account", "Block"), "block")
    return found


def state_of(person):
    """Return whether somebody can log in, and if not, why."""
    if person.is_blocked:
        return _("Blocked")
    if person.approval:
        return person.get_approval_display()
    return _("Active") if person.is_active else _("Closed")


class AccountFilterSet(WagtailFilterSet):
    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=Role.Code.choices, method="in_role", widget=forms.RadioSelect, empty_label=_("All")
    )
    blocked = django_filters.BooleanFilter(
        label=_("Blocked"), field_name="blocked_at", lookup_expr="isnull", exclude=True, widget=BooleanRadioSelect
    )

    approval = django_filters.ChoiceFilter(
        label=_("Approval"), choices=User.Approval.choices, widget=forms.RadioSelect, empty_label=_("All")
    )

    class Meta:
        model = User
        fields = []

    def __init__(self, *args, is_searching=False, **kwargs):
        super().__init__(*args, **kwargs)

    def in_role(self, queryset, name, code):
        return queryset.filter(pk__in=User.objects.in_role(code).values("pk"))


class IndexView(wagtail_users.IndexView):
    template_name = "wagtailadmin/generic/index.html"
    results_template_name = "wagtailusers/users/index_results.html"
    add_item_label = _("Add a person")
    page_title = _("Accounts")

    @cached_property
    def columns(self):
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", accessor=str, label=_("Name"), sort_key="name", get_url=self.get_edit_url),
            Column("email", label=_("E-mail address"), sort_key="email"),
            Column("role", accessor=lambda person: person.role.label, label=_("Role")),
            Column("state", accessor=state_of, label=_("State")),
            DateColumn("last_login", label=_("Last login"), sort_key="last_login"),
            DateColumn("blocked_at", label=_("Blocked since"), sort_key="blocked_at"),
        ]

    def get_base_queryset(self):
        # Each line asks what the reader may do with that person: their own role is read once as well.
        prefetch_related_objects([self.request.user], "groups__role")
        return super().get_base_queryset().prefetch_related("groups__role")

    def search_queryset(self, queryset):
        """Find each word in the name or the address, so that “Zoé Martin” finds her."""
        fields = ["first_name", "middle_name", "last_name", "email"]
        for word in (self.search_query or "").split():
            queryset = queryset.filter(reduce(operator.or_, [Q(**{f"{name}__icontains": word}) for name in fields]))
        return queryset

    def get_edit_url(self, instance):
        if permissions.may_edit_person(self.request.user, instance):
            return super().get_edit_url(instance)

    def get_delete_url(self, instance):
        if permissions.may_delete_person(self.request.user, instance):
            return super().get_delete_url(instance)

    def get_list_more_buttons(self, instance):
        buttons = [
            BaseButton(
                label,
                url=url,
                classname="button button-small button-secondary",
                attrs={"aria-label": f"{label} – {instance}"},
                priority=priority,
            )
            for priority, (label, url) in enumerate(changes_of(instance, self.request.user))
        ]
        return [*buttons, *super().get_list_more_buttons(instance)]

    def get_list_buttons(self, instance):
        # Past Wagtail's own version for users, which shows its dropdown even when it is empty.
        return super(wagtail_users.IndexView, self).get_list_buttons(instance)


class PersonFormMixin:
    """Hand the form who writes, and tell a refusal of the action in it."""

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("editing_self", None)
        return {**kwargs, "by": self.request.user}

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except actions.PersonRefused as refused:
            form.add_error(None, sentence_for(refused))
            return self.form_invalid(form)


class CreateView(PersonFormMixin, wagtail_users.CreateView):
    page_title = _("Add a person")
    success_message = _("%(object)s now has an account: “Forgotten password” on the log-in page lets them choose one.")


class EditView(TitledMixin, PersonFormMixin, wagtail_users.EditView):
    success_message = _("%(object)s: changes kept.")
    error_message = _("Nothing was changed yet: see below.")

    def dispatch(self, request, *args, **kwargs):
        if not permissions.may_edit_person(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.can_delete = permissions.may_delete_person(request.user, self.object)

    @cached_property
    def header_more_buttons(self):
        changes = [Button(label, url=url) for label, url in changes_of(self.object, self.request.user)]
        return [*changes, *super().header_more_buttons]


class DeleteView(TitledMixin, wagtail_users.DeleteView):
    """Say first what will happen to appointments and notes."""

    template_name = "people/admin/delete_account.html"
    page_title = _("Delete the account")
    success_message = _("The account of %(object)s is deleted.")

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("people.delete_user"):
            raise PermissionDenied
        self.object = self.get_object()
        if not permissions.may_delete_person(request.user, self.object):
            code = "yourself" if request.user == self.object else "above_you"
            return self.refuse(actions.PersonRefused(code))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except actions.PersonRefused as refused:
            return self.refuse(refused)

    def delete_action(self):
        actions.delete_person(user=self.object, by=self.request.user)

    def refuse(self, refused):
        messages.error(self.request, sentence_for(refused))
        return redirect(self.index_url_name)

    def get_context_data(self, **kwargs):
        consequences = actions.consequences_of_deleting(user=self.object, now=timezone.now())
        return super().get_context_data(consequences=consequences, **kwargs)


class ChangeView(TitledMixin, WagtailAdminTemplateMixin, FormView):
    """Say what the change means, then make it on POST."""

    template_name = "people/admin/change_account.html"
    header_icon = "user"
    form_class = forms.Form
    person_model = User
    back_url_name = "wagtailusers_users:index"
    back_label = _("Accounts")
    may = None
    action = None
    explanation = None
    done = None
    serious = False

    def dispatch(self, request, *args, **kwargs):
        self.person = get_object_or_404(self.person_model, pk=kwargs["pk"])
        if not type(self).may(request.user, self.person):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            type(self).action(user=self.person, by=self.request.user)
        except actions.PersonRefused as refused:
            messages.error(self.request, sentence_for(refused))
        else:
            messages.success(self.request, self.done % {"name": self.person})
        return redirect(self.back_url_name)

    def get_page_subtitle(self):
        return str(self.person)

    def get_breadcrumbs_items(self):
        index = {"url": reverse(self.back_url_name), "label": self.back_label}
        return [*self.breadcrumbs_items, index, *self.crumbs_of_person(), {"url": "", "label": self.page_title}]

    def crumbs_of_person(self):
        if self.person_model is not User:
            return [{"url": "", "label": str(self.person)}]
        return [{"url": reverse("wagtailusers_users:edit", args=[self.person.pk]), "label": str(self.person)}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            explanation=self.explanation % {"name": self.person},
            button=self.page_title,
            serious=self.serious,
            back_url=reverse(self.back_url_name),
            **kwargs,
        )


class MakeCollaboratorView(ChangeView):
    page_title = _("Make a collaborator")
    may = permissions.may_change_role
    action = actions.make_collaborator
    explanation = _("%(name)s will see all appointments, and read and write notes on clients.")
    done = _("%(name)s is now a collaborator.")


class UnmakeCollaboratorView(ChangeView):
    page_title = _("Remove from collaborators")
    may = permissions.may_change_role
    action = actions.unmake_collaborator
    explanation = _("%(name)s will no longer enter the admin, and keeps their own account and appointments.")
    done = _("%(name)s is no longer a collaborator.")


class BlockView(ChangeView):
    page_title = _("Block this person")
    may = permissions.may_block
    action = actions.block
    explanation = _("%(name)s will be logged out at once and cannot log in again until you unblock them.")
    done = _("%(name)s is blocked.")
    serious = True


class UnblockView(ChangeView):
    page_title = _("Unblock this person")
    may = permissions.may_block
    action = actions.unblock
    explanation = _("%(name)s will be able to log in again.")
    done = _("%(name)s is no longer blocked.")


class ApproveView(ChangeView):
    page_title = _("Approve this specialist")
    may = permissions.may_approve
    explanation = _("%(name)s becomes a practitioner, can log in, and gets an e-mail that says so.")
    done = _("%(name)s is now a practitioner.")

    @staticmethod
    def action(user, by):
        actions.approve(user=user, by=by, now=timezone.now())


class RefuseView(ChangeView):
    page_title = _("Refuse this registration")
    may = permissions.may_approve
    explanation = _("%(name)s cannot log in, and gets an e-mail that says so. You can still approve them later.")
    done = _("The registration of %(name)s is refused.")
    serious = True

    @staticmethod
    def action(user, by):
        actions.refuse(user=user, by=by, now=timezone.now())


class AccountViewSet(wagtail_users.UserViewSet):
    menu_label = _("Accounts")
    menu_order = 260
    add_to_admin_menu = True
    add_to_settings_menu = False
    ordering = "name"
    filterset_class = AccountFilterSet
    copy_view_enabled = False
    # Wagtail's own templates for users expect a password and groups; the generic ones show our form as it is.
    template_prefix = ""

    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView

    def get_form_class(self, for_update=False):
        return PersonForm

    def get_urlpatterns(self):
        changes = [
            ("make_collaborator", MakeCollaboratorView),
            ("unmake_collaborator", UnmakeCollaboratorView),
            ("block", BlockView),
            ("unblock", UnblockView),
            ("approve", ApproveView),
            ("refuse", RefuseView),
        ]
        return [
            *super().get_urlpatterns(),
            *(path(f"{name}/<int:pk>/", view.as_view(), name=name) for name, view in changes),
        ]
