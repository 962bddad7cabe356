"""May this person? The same answer for page, admin, API and template (the table in "Who may do what").

A practitioner changes their own hours and absences; who holds Django's permission, everyone's.
"""

from .models import Practitioner


def is_practitioner(user):
    return Practitioner.objects.for_user(user).exists()


def is_own(user, row):
    return row.practitioner is not None and row.practitioner.user_id is not None and row.practitioner.user_id == user.pk


def may_change(user, row):
    """Tell whether `user` may look at and change these hours, or this absence."""
    return user.has_perm(f"practice.change_{row._meta.model_name}") or is_own(user, row)


def practitioners_for(user, model):
    """Return the practitioners for whom `user` may enter rows of `model`."""
    if user.has_perm(f"practice.change_{model._meta.model_name}"):
        return Practitioner.objects.all()
    return Practitioner.objects.for_user(user)
