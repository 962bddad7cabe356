"""What each role may do: its group and the group's permissions. `manage.py setup_roles` makes them."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils import translation
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from .models import Role

Code = Role.Code

#: Permissions as "app.codename", or "app.*" for all of an app's. One that does not exist (an app that is not there,
#: or not yet migrated) is passed over: running `setup_roles` again gives it.
PERMISSIONS = {
    Code.CLIENT: [],
    # What a practitioner sees and changes is their own: the predicates of each room say so, row by row.
    Code.PRACTITIONER: ["wagtailadmin.access_admin"],
    Code.COLLABORATOR: [
        "wagtailadmin.access_admin",
        "booking.see_all_appointments",
        "booking.view_appointment",
        "coach_notes.read_all_notes",
        "coach_notes.write_notes",
        "people.view_client",
        "people.add_client",
        "people.change_client",
        "practice.view_practitioner",
        "practice.add_openinghours",
        "practice.change_openinghours",
        "practice.delete_openinghours",
        "practice.view_openinghours",
        "practice.add_absence",
        "practice.change_absence",
        "practice.delete_absence",
        "practice.view_absence",
        "practice.add_publishedslot",
        "practice.change_publishedslot",
        "practice.delete_publishedslot",
        "practice.view_publishedslot",
        "calendars.add_outsidecalendar",
        "calendars.change_outsidecalendar",
        "calendars.delete_outsidecalendar",
        "calendars.view_outsidecalendar",
        "assistant.change_message",
        "assistant.view_message",
    ],
    Code.ADMINISTRATOR: [
        "wagtailadmin.access_admin",
        "booking.*",
        "coach_notes.*",
        "people.add_client",
        "people.change_client",
        "people.delete_client",
        "people.view_client",
        "people.add_user",
        "people.change_user",
        "people.delete_user",
        "people.view_user",
        "people.change_registrationrules",
        "people.read_journal",
        "practice.*",
        "calendars.*",
        "assistant.*",
        "home.*",
        "wagtailredirects.*",
        "simple_translation.submit_translation",
    ],
}

#: What administrators do with all pages, and with all images and documents.
PAGE_PERMISSIONS = ["add_page", "bulk_delete_page", "change_page", "lock_page", "publish_page", "unlock_page"]
COLLECTION_PERMISSIONS = [
    f"{app}.{action}_{model}"
    for app, model in [("wagtailimages", "image"), ("wagtaildocs", "document")]
    for action in ["add", "change", "choose", "delete"]
]


def setup_roles():
    """Make each role's group and give it its permissions. Again later: adds what is missing, takes nothing away.

    A new group is named in the site's language; its name may then be changed.
    """
    for code in Code:
        give_permissions(_role(code).group, PERMISSIONS[code])
    give_pages_and_files(Role.objects.get(code=Code.ADMINISTRATOR).group)


def group_of(code):
    """Return the group of role `code`; on a site where the roles were never set up, they are now."""
    role = Role.objects.select_related("group").filter(code=code).first()
    if role is None:
        setup_roles()
        role = Role.objects.select_related("group").get(code=code)
    return role.group


def _role(code):
    role = Role.objects.select_related("group").filter(code=code).first()
    if role is None:
        with translation.override(settings.LANGUAGE_CODE):
            group, _ = Group.objects.get_or_create(name=str(code.label))
        role = Role.objects.create(code=code, group=group)
    return role


def give_permissions(group, names):
    wanted = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".")
        one = {} if codename == "*" else {"codename": codename}
        wanted |= Q(content_type__app_label=app, **one)
    group.permissions.add(*Permission.objects.filter(wanted))


def give_pages_and_files(group):
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS):
        for root in Page.get_root_nodes():
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    for name in COLLECTION_PERMISSIONS:
        app, codename = name.split(".")
        for permission in Permission.objects.filter(content_type__app_label=app, codename=codename):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=permission
            )
