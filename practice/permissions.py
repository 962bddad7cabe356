"""May this person? The same answer for page, admin, API and template (the table in "Who may do what").

A practitioner changes their own hours and absences; who holds Django's permission, everyone's.
"""

from .models import Practitioner


def is_practitioner(user):
    return Practitioner.objects.for_user(user).exists()


def is_own(user, row):
    return row.practitioner is not None and row.practitioner.user_id is not None and row.practitioner.user_id == user.pk


def may_change(user, row):
    """Tell whether `user` may look at and change this row of a practitioner’s: hours, an absence, a slot.

    Nobody changes an absence that was read in a calendar kept elsewhere: it is changed there.
    """
    if getattr(row, "origin", ""):
        return False
    return user.has_perm(to_change(row)) or is_own(user, row)


def to_change(model):
    """Return the name of Django’s permission to change everyone’s rows of `model`."""
    return f"{model._meta.app_label}.change_{model._meta.model_name}"


def practitioners_for(user, model):
    """Return the practitioners for whom `user` may enter rows of `model`."""
    if user.has_perm(to_change(model)):
        return Practitioner.objects.all()
    return Practitioner.objects.for_user(user)
