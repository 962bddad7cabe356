"""Screens on which a practitioner finds their own rows, and staff with Django's permission everyone's."""

from django.http import Http404
from django.utils.functional import cached_property
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views import snippets

from practice import permissions

try:
    from wagtail.permissions import register_permission_policy
except ImportError:  # Wagtail 7.4 asks the viewset alone
    register_permission_policy = None


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


class IndexView(snippets.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().visible_to(self.request.user).select_related("practitioner")

    @property
    def columns(self):
        # Without Wagtail's checkboxes for changes of many rows at once, which neither lock nor log.
        return super(snippets.IndexView, self).columns


class EditView(OwnRowMixin, snippets.EditView):
    pass


class DeleteView(OwnRowMixin, snippets.DeleteView):
    pass


class HistoryView(OwnRowMixin, snippets.HistoryView):
    pass


class UsageView(OwnRowMixin, snippets.UsageView):
    pass


class OwnRowsViewSet(snippets.SnippetViewSet):
    index_view_class = IndexView
    edit_view_class = EditView
    delete_view_class = DeleteView
    history_view_class = HistoryView
    usage_view_class = UsageView
    copy_view_enabled = False
    add_to_reference_index = False

    @cached_property
    def permission_policy(self):
        return OwnRowsPolicy(self.model)

    def register_permissions(self):
        if register_permission_policy:
            register_permission_policy(self.model, self.permission_policy, exact_class=True)
        super().register_permissions()

    def register_chooser_viewset(self):
        """Leave it out: no page refers to these rows, and a chooser would list everyone's."""
