"""May this person? The same answer for page, admin, API and template (the table in "Who may do what").

Nobody raises their own rights: no one changes their own role, nor blocks or deletes themselves, and no one touches a
person who may do more than they may. The owner (`is_superuser`) is made by `createsuperuser` alone.
"""

from .models import Role

ADMINISTRATOR = Role.Code.ADMINISTRATOR


def is_administrator(user):
    return user.is_authenticated and user.role == ADMINISTRATOR


def may_enter_admin(user):
    return user.is_authenticated and user.has_perm("wagtailadmin.access_admin")


def outranks_or_equals(user, person):
    return user.is_superuser or (not person.is_superuser and user.role.rank >= person.role.rank)


def may_edit_person(user, person):
    """Names and coordinates; the role has a rule of its own."""
    return user == person or (user.has_perm("people.change_user") and outranks_or_equals(user, person))


def may_change_role(user, person):
    return is_administrator(user) and user != person and not person.is_superuser


def may_block(user, person):
    return is_administrator(user) and user != person and outranks_or_equals(user, person)


def may_delete_person(user, person):
    return user.has_perm("people.delete_user") and user != person and outranks_or_equals(user, person)
