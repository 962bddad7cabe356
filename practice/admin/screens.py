"""What the screens of this room share: their words, and whose rows they show."""

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views import snippets

from people.admin.screens import TitledMixin
from people.admin.ways_back import came_from, with_way_back
from practice import actions, permissions
from practice.clashes import SettingsClash

try:
    from wagtail.permissions import register_permission_policy
except ImportError:  # Wagtail 7.4 asks the viewset alone
    register_permission_policy = None


class CreateView(snippets.CreateView):
    """“Nouvelle absence” where Wagtail would build “Nouvel(le) : Absence”."""

    error_message = _("Nothing is kept yet: see below.")
    success_message = _("Kept: %(object)s.")

    def get_page_subtitle(self):
        return ""

    def get_breadcrumbs_items(self):
        *above, _here = super().get_breadcrumbs_items()
        return [*above, {"url": "", "label": self.page_title}]


class EditView(TitledMixin, snippets.EditView):
    error_message = _("Nothing is kept yet: see below.")
    success_message = _("Kept: %(object)s.")


# --- What would clash ------------------------------------------------------------------------------

#: Whoever reads more than these reads none of them.
MOST_LISTED = 50


class ClashPanel(Panel):
    """The appointments to come that a change would leave without their place: stands first, once there are some."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "practice/admin/clashes.html"

        def is_shown(self):
            return hasattr(self.form, "clash")

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | said_of(self.form.clash)


def said_of(clash):
    listed = clash.clashes[:MOST_LISTED]
    return {"clash": clash, "listed": listed, "more": len(clash.clashes) - len(listed)}


class AskAboutClashesMixin:
    """List what would clash before a change is kept; a button keeps it all the same, with what was typed."""

    def concerned(self):
        """Return the practitioners, services or places that the change concerns; none stands for everything."""
        return [self.object] if self.object else []

    def save_instance(self):
        agreed = self.request.POST.get("agreed", "")
        with actions.changing_settings(concerning=self.concerned(), now=timezone.now(), agreed=agreed):
            return super().save_instance()

    def form_valid(self, form):
        is_new = form.instance.pk is None
        try:
            return super().form_valid(form)
        except SettingsClash as found:
            if is_new:
                # What was saved was undone with the rest.
                form.instance.pk, form.instance._state.adding = None, True
                self.object = None
            form.clash = found
            form.add_error(None, _("Nothing is kept yet: look at the appointments below first."))
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class AskingEditView(AskAboutClashesMixin, EditView):
    pass


class DeleteView(TitledMixin, snippets.DeleteView):
    """What appointments refer to stays; the way out is to close it for booking."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ProtectedError:
            sentence = _("%(object)s has appointments, which are kept. Close it for booking instead of deleting it.")
            messages.error(self.request, sentence % {"object": self.object})
            return redirect(self.edit_url_name, self.object.pk)


class ViewSet(snippets.SnippetViewSet):
    """`new_title` heads an empty form, `add_label` is on the button that opens it."""

    new_title = None
    add_label = None
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    index_results_template_name = "practice/admin/index_results.html"
    copy_view_enabled = False
    list_per_page = 50

    def get_add_view_kwargs(self, **kwargs):
        return super().get_add_view_kwargs(page_title=self.new_title, **kwargs)

    def get_index_view_kwargs(self, **kwargs):
        return super().get_index_view_kwargs(add_item_label=self.add_label, **kwargs)

    def register_chooser_viewset(self):
        """Leave it out: no page refers to these rows, and a chooser would list everyone's."""


class PolicyViewSet(ViewSet):
    """Rows for which Django's permissions alone do not decide, but a `policy_class` of their own."""

    policy_class: type[ModelPermissionPolicy]

    @cached_property
    def permission_policy(self):
        return self.policy_class(self.model)

    def register_permissions(self):
        if register_permission_policy:
            register_permission_policy(self.model, self.permission_policy, exact_class=True)
        super().register_permissions()


# --- A practitioner's own rows, and everyone's for staff with Django's permission -----------------


class OwnRowsPolicy(ModelPermissionPolicy):
    def user_has_permission(self, user, action):
        return super().user_has_permission(user, action) or permissions.is_practitioner(user)

    def user_has_permission_for_instance(self, user, action, instance):
        return super().user_has_permission(user, action) or permissions.is_own(user, instance)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user, actions):
        return self.model.objects.visible_to(user)


class OwnRowMixin:
    """What one may not know of is not there: Wagtail asks only whether one may change rows of this kind at all."""

    def get_object(self, *args, **kwargs):
        row = super().get_object(*args, **kwargs)
        if row is not None and not permissions.may_change(self.request.user, row):
            raise Http404
        return row


class OwnRowsIndexView(snippets.IndexView):
    #: Each of its cells says what it is without its heading, so that a row can be a block on a telephone.
    is_line_list = True

    def get_base_queryset(self):
        return self.shown(super().get_base_queryset()).select_related("practitioner")

    def shown(self, rows):
        """Return those of `rows` that the reader finds in the list."""
        return rows.visible_to(self.request.user)

    def get_edit_url(self, instance):
        """Return none for a row that is there to be read only."""
        return super().get_edit_url(instance) if permissions.may_change(self.request.user, instance) else None

    def get_list_buttons(self, instance):
        return super().get_list_buttons(instance) if permissions.may_change(self.request.user, instance) else []

    @cached_property
    def columns(self):
        # Without Wagtail's checkboxes for changes of many rows at once, which neither lock nor log.
        return super(snippets.IndexView, self).columns


class WayBackMixin:
    """Afterwards one is where one came from, where the address says that."""

    def get_success_url(self):
        return came_from(self.request) or super().get_success_url()

    def get_delete_url(self):
        address, back = super().get_delete_url(), came_from(self.request)
        return with_way_back(address, back) if address and back else address


class OwnRowEditView(WayBackMixin, OwnRowMixin, EditView):
    def get_context_data(self, **kwargs):
        context, back = super().get_context_data(**kwargs), came_from(self.request)
        return context | {"action_url": with_way_back(context["action_url"], back)} if back else context


class OwnRowDeleteView(WayBackMixin, OwnRowMixin, DeleteView):
    def get_usage_url(self):
        """Return none: nothing refers to these rows."""


class OwnRowHistoryView(OwnRowMixin, snippets.HistoryView):
    pass


class OwnRowUsageView(OwnRowMixin, snippets.UsageView):
    pass


class OwnRowsViewSet(PolicyViewSet):
    policy_class = OwnRowsPolicy
    index_view_class = OwnRowsIndexView
    edit_view_class = OwnRowEditView
    delete_view_class = OwnRowDeleteView
    history_view_class = OwnRowHistoryView
    usage_view_class = OwnRowUsageView
    add_to_reference_index = False
