"""“Tous les réglages”: each thing that the practice decides, in one sentence, with the way to it."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.contrib.settings.registry import SettingMenuItem

from assistant.models import AssistantSettings, Question, Synonym
from booking.models import CancellationReason
from booking.permissions import may_word_mails
from coach_notes.models import NotesSettings
from home.models import SiteSettings
from people.models import RegistrationRules
from practice.models import (
    Absence,
    BookingRules,
    OpeningHours,
    Place,
    Practitioner,
    PublishedSlot,
    Service,
    Speciality,
)
from webhooks.permissions import may_keep_webhooks

#: Heading by heading: what a screen changes (a setting, or rows of a list), and in one sentence what that decides.
SETTINGS = [
    (
        _("When one can book, and what"),
        [
            (
                BookingRules,
                _(
                    "How far ahead and how late one may book, cancel and move; limits, guests, public holidays, "
                    "reminders."
                ),
            ),
            (
                Service,
                _(
                    "What is offered: its length, the pause after it, its price, whether you agree first, its "
                    "questions."
                ),
            ),
            (OpeningHours, _("On which days and at which hours you receive, and what is different for a while.")),
            (Absence, _("When nothing can be booked: a day off, holidays, a closed practice.")),
            (PublishedSlot, _("Single times outside the usual hours, with a length and a price of their own.")),
            (
                Place,
                _("Where you receive: the address, how to get there, the time zone, whether it is open for booking."),
            ),
            (CancellationReason, _("From which reasons people choose when they cancel.")),
        ],
    ),
    (
        _("Who"),
        [
            (Practitioner, _("Whose time is booked: how they present themselves, what they offer and where.")),
            (Speciality, _("What a practitioner can be searched by.")),
            (
                RegistrationRules,
                _("Who may open an account: anyone, those you invite, nobody; and which passwords will do."),
            ),
            (NotesSettings, _("Whether colleagues read one another’s notes on clients.")),
        ],
    ),
    (
        _("Words and look"),
        [
            (
                SiteSettings,
                _("The site’s name, how to reach you, its colours, and what you call those who receive and come."),
            ),
            ("mails", _("What each e-mail says, in each language; and whether e-mails leave.")),
            (Question, _("What the assistant answers besides what the site says already.")),
            (Synonym, _("Which words mean the same to the assistant.")),
            (AssistantSettings, _("Which numbers the assistant shows in an emergency.")),
        ],
    ),
    (
        _("Other programs"),
        [("webhooks", _("Which programs are told of appointments as they change, and what they answered."))],
    ),
]
#: Screens that are neither a setting nor a list of rows: the label, the name of the address, and who may.
SCREENS = {
    "mails": (_("E-mails"), "mails_admin:index", may_word_mails),
    "webhooks": (_("Webhooks"), "webhooks:index", may_keep_webhooks),
}
#: What colleagues and practitioners see to without deciding anything for the practice.
DAILY = {OpeningHours, Absence, PublishedSlot, Practitioner}


@dataclass(frozen=True)
class Entry:
    label: str
    sentence: str
    url: str


def entry_of(what, sentence, request):
    """Return the way to a screen, or None where the reader may not go."""
    if what in SCREENS:
        label, url, may = SCREENS[what]
        return Entry(label, sentence, reverse(url)) if may(request.user) else None
    viewset = getattr(what, "snippet_viewset", None)
    if viewset is None:
        item = SettingMenuItem(what)
        return Entry(item.label, sentence, item.url) if item.is_shown(request) else None
    if not viewset.permission_policy.user_has_any_permission(request.user, {"add", "change", "view"}):
        return None
    label = capfirst(what._meta.verbose_name_plural)
    return Entry(label, sentence, reverse(viewset.get_url_name("list")))


def groups_for(request):
    """Return `[(heading, entries), …]` of what the reader may change; a heading without any is left out.

    Nothing for who changes hours and the like and decides nothing for the practice: those stand in a menu of their own.
    """
    if not any(
        entry_of(what, "", request) for _heading, some in SETTINGS for what, _sentence in some if what not in DAILY
    ):
        return []
    found = [(heading, [entry_of(*one, request) for one in some]) for heading, some in SETTINGS]
    shown = [(heading, list(filter(None, some))) for heading, some in found]
    return [(heading, some) for heading, some in shown if some]


class SettingsView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "site_core/admin/settings.html"
    page_title = _("All settings")
    header_icon = "cog"

    def dispatch(self, request, *args, **kwargs):
        self.groups = groups_for(request)
        if not self.groups:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(groups=self.groups, **kwargs)


class SettingsMenuItem(MenuItem):
    def is_shown(self, request):
        return bool(groups_for(request))
