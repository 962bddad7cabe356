"""May this person? The same answer for page, admin, API and template (the table in "Who may do what").

Nobody raises their own rights: no one changes their own role, nor blocks or deletes themselves, and no one touches a
person who may do more than they may. The owner (`is_superuser`) is made by `createsuperuser` alone.
"""

from wagtail.admin.auth import user_has_any_page_permission

from .models import Role

ADMINISTRATOR = Role.Code.ADMINISTRATOR


def is_administrator(user):
    return user.is_authenticated and user.role == ADMINISTRATOR


def may_enter_admin(user):
    return user.is_authenticated and user.has_perm("wagtailadmin.access_admin")


def may_read_journal(user):
    """Read who did what, over all rooms."""
    return user.is_authenticated and user.has_perm("people.read_journal")


def may_keep_pages(user):
    """Tell whether there is a page that `user` may add, change or publish: the rest of Wagtail serves that."""
    return user.is_authenticated and user_has_any_page_permission(user)


def outranks_or_equals(user, person):
    return user.is_superuser or (not person.is_superuser and user.role.rank >= person.role.rank)


def may_edit_person(user, person):
    """Names and coordinates; the role has a rule of its own."""
    return user == person or (user.has_perm("people.change_user") and outranks_or_equals(user, person))


def may_change_role(user, person):
    return is_administrator(user) and user != person and not person.is_superuser


def may_block(user, person):
    return is_administrator(user) and user != person and outranks_or_equals(user, person)


def may_block_client(user, client):
    """Block someone who has no account; who has one is blocked there."""
    return is_administrator(user) and client.user_id is None


def may_approve(user, person):
    """Say yes or no to a specialist who registered."""
    return is_administrator(user) and user != person


def may_invite(user, role=Role.Code.CLIENT):
    """Nobody invites to more rights than they have; practitioners and collaborators invite clients only."""
    if is_administrator(user):
        return True
    return user.is_authenticated and user.role in Role.STAFF and role == Role.Code.CLIENT


def roles_to_invite(user):
    return [code for code in Role.Code if may_invite(user, code)]


def may_delete_person(user, person):
    return user.has_perm("people.delete_user") and user != person and outranks_or_equals(user, person)
