"""What the forms about a practitioner's own rows share."""

from wagtail.admin.forms import WagtailAdminModelForm

from practice import permissions


class OwnedForm(WagtailAdminModelForm):
    """A row of one practitioner. Whoever has only one to choose from is not asked."""

    class Media:
        css = {"all": ["css/admin/practice.css"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["practitioner"]
        field.queryset = permissions.practitioners_for(self.for_user, self._meta.model)
        field.empty_label = None
        if only := only_one(field.queryset):
            del self.fields["practitioner"]
            if not self.instance.pk:
                self.instance.practitioner = only


def only_one(queryset):
    """Return the one row there is; None when there are none, or several."""
    rows = list(queryset[:2])
    return rows[0] if len(rows) == 1 else None
