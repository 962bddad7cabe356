"""What this room adds to the Wagtail admin."""

from django.contrib.auth.models import Permission
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.snippets.models import register_snippet

from .admin import agenda, behalf, changes, figures, links, mails, messages, requests, waiting, why
from .admin.appointments import AppointmentAdmin
from .admin.reasons import CancellationReasonViewSet
from .admin.today import TodayPanel
from .admin.waiting import WaitingAdmin
from .journal import AppointmentSource

appointment_admin = AppointmentAdmin()
appointment_admin.register_with_wagtail()
waiting_admin = WaitingAdmin()
waiting_admin.register_with_wagtail()

#: The coach's first menu. A room above adds its own item with the hook `register_appointments_menu_item`.
appointments_menu = Menu(register_hook_name="register_appointments_menu_item")


@hooks.register("register_admin_menu_item")
def add_appointments_menu():
    return SubmenuMenuItem(_("Appointments"), appointments_menu, name="appointments", icon_name="date", order=50)


@hooks.register("register_appointments_menu_item")
def add_agenda():
    return agenda.AgendaMenuItem(_("Agenda"), reverse("booking_admin:agenda"), icon_name="calendar-alt", order=1)


@hooks.register("register_appointments_menu_item")
def add_appointments_list():
    return appointment_admin.get_menu_item()


@hooks.register("register_appointments_menu_item")
def add_booking_for_clients():
    address = reverse("booking_admin:book_for")
    return behalf.BookForMenuItem(_("Book for a client"), address, icon_name="plus-inverse", order=5)


@hooks.register("register_appointments_menu_item")
def add_waiting_list():
    return waiting_admin.get_menu_item()


@hooks.register("register_appointments_menu_item")
def add_why():
    return why.WhyMenuItem(_("Why is a time closed?"), reverse("booking_admin:why"), icon_name="help", order=30)


@hooks.register("register_appointments_menu_item")
def add_figures():
    return figures.FiguresMenuItem(_("Figures"), reverse("booking_admin:figures"), icon_name="order", order=40)


@hooks.register("register_admin_urls")
def urls_of_appointments():
    rooms = (agenda, behalf, changes, figures, links, messages, requests, waiting, why)
    patterns = [pattern for room in rooms for pattern in room.urlpatterns]
    return [path("", include((patterns, "booking_admin"))), path("", include((mails.urlpatterns, "mails_admin")))]


@hooks.register("register_settings_menu_item")
def add_mails():
    return mails.MailsMenuItem(_("E-mails"), reverse("mails_admin:index"), name="mails", icon_name="mail", order=210)


@hooks.register("register_permissions")
def permission_to_word_mails():
    return Permission.objects.filter(content_type__app_label="booking", codename="change_mailtext")


@hooks.register("register_permissions")
def permissions_to_count_and_export():
    return Permission.objects.filter(
        content_type__app_label="booking", codename__in=["export_appointments", "see_figures"]
    )


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("booking.export", _("Export a table"), _("Appointments or answers exported"))


@hooks.register("register_journal_source")
def what_was_done_with_appointments():
    return AppointmentSource()


@hooks.register("construct_homepage_panels")
def add_today(request, panels):
    if TodayPanel.is_for(request.user):
        panels.insert(0, TodayPanel())


@hooks.register("insert_global_admin_css")
def status_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/booking.css"))


register_snippet(CancellationReasonViewSet)
