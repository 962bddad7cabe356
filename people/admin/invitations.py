"""“Invitations”: who was invited and what became of it; inviting several people at once."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext
from django.views.generic import FormView
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import BaseButton

from people import invitations, permissions
from people.models import Invitation, Role, User
from people.refusals import PersonRefused
from people.wording import sentence_for

from .accounts import ChangeView

MOST_AT_ONCE = 100


class InviteForm(forms.Form):
    """Addresses, one a line; the role only where there is one to choose."""

    required_css_class = "required"

    emails = forms.CharField(
        label=_("E-mail addresses"),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("One, or several with one on each line. Each gets an e-mail of its own."),
        error_messages={"required": _("Enter at least one e-mail address")},
    )
    role = forms.ChoiceField(
        label=_("Role"),
        initial=Role.Code.CLIENT,
        widget=forms.RadioSelect,
        help_text=_(
            "Client: books for themselves. Practitioner: their own appointments and clients. Collaborator: all "
            "appointments, reads and writes notes. Administrator: everything, people and pages included."
        ),
    )
    message = forms.CharField(
        label=_("A word from you"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the e-mail; it may stay empty."),
    )
    language = forms.ChoiceField(label=_("Language of the e-mail"), choices=settings.LANGUAGES)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        roles = permissions.roles_to_invite(by)
        self.fields["role"].choices = [(code.value, code.label) for code in roles]
        self.fields["language"].initial = settings.LANGUAGE_CODE
        if len(roles) == 1:
            del self.fields["role"]

    def clean_emails(self):
        """Return the addresses, each once; name every line that is none."""
        words = self.cleaned_data["emails"].replace(",", "\n").replace(";", "\n").splitlines()
        emails = list(dict.fromkeys(filter(None, map(User.normal_email, words))))
        wrong = [email for email in emails if not is_address(email)]
        if wrong:
            sentence = _("These are no full e-mail addresses: %(lines)s.")
            raise ValidationError(sentence % {"lines": ", ".join(line[:80] for line in wrong[:5])})
        if len(emails) > MOST_AT_ONCE:
            raise ValidationError(_("Invite %(count)s people at most at once.") % {"count": MOST_AT_ONCE})
        return emails

    def clean_role(self):
        return Role.Code(self.cleaned_data["role"])


def is_address(email):
    try:
        validate_email(email)
    except ValidationError:
        return False
    return email.rpartition("@")[0].isascii()


class ForInviters:
    """Whoever may invite nobody finds nothing here."""

    def dispatch(self, request, *args, **kwargs):
        if not permissions.may_invite(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class InvitationIndexView(ForInviters, IndexView):
    model = Invitation
    page_title = _("Invitations")
    header_icon = "mail"
    add_item_label = _("Invite")
    permission_policy = None
    default_ordering = "-sent_at"
    paginate_by = 50

    @cached_property
    def columns(self):
        now = timezone.now()
        # Wagtail shows what can be done with a row below its title.
        title = self._get_title_column_class(TitleColumn)
        return [
            title("email", label=_("E-mail address"), sort_key="email", get_url=self.get_edit_url),
            Column("role", accessor="get_role_display", label=_("Role")),
            Column("state", accessor=lambda one: self.state_of(one, now), label=_("State")),
            Column("invited_by", accessor=lambda one: one.invited_by or "", label=_("Invited by")),
            DateColumn("sent_at", label=_("Sent"), sort_key="sent_at"),
            DateColumn("expires_at", label=_("Good until"), sort_key="expires_at"),
        ]

    @cached_property
    def undelivered(self):
        return invitations.undelivered(self.get_base_queryset().unanswered())

    def state_of(self, invitation, now):
        """Return what became of it, in words; a link that has reached nobody is told of while it is good."""
        if invitation.is_open(now) and invitation.pk in self.undelivered:
            return pgettext("invitation", "Not delivered")
        return invitation.state(now).label

    def get_base_queryset(self):
        return Invitation.objects.visible_to(self.request.user).select_related("invited_by")

    def get_edit_url(self, instance):
        return None

    def get_delete_url(self, instance):
        return None

    def get_list_more_buttons(self, instance):
        return []

    def get_list_buttons(self, instance):
        if instance.accepted_at or instance.withdrawn_at or not self.may_change(instance):
            return []
        changes = [(_("Send again"), "send_again"), (_("Withdraw"), "withdraw")]
        return [
            BaseButton(
                label,
                url=reverse(f"invitations:{name}", args=[instance.reference]),
                classname="button button-small button-secondary",
                attrs={"aria-label": f"{label} – {instance}"},
            )
            for label, name in changes
        ]

    def may_change(self, instance):
        return instance.role in self.may_give

    @cached_property
    def may_give(self):
        return permissions.roles_to_invite(self.request.user)


class InviteView(ForInviters, WagtailAdminTemplateMixin, FormView):
    template_name = "people/admin/invite.html"
    header_icon = "mail"
    page_title = _("Invite")
    form_class = InviteForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "by": self.request.user}

    def form_valid(self, form):
        asked = {"role": Role.Code.CLIENT, **form.cleaned_data}
        outcomes = invitations.invite(**asked, by=self.request.user, now=timezone.now())
        if sent := [one for one in outcomes if one.invitation]:
            sentence = ngettext(
                "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", len(sent)
            )
            messages.success(self.request, sentence % {"count": len(sent)})
        for one in outcomes:
            if one.code:
                messages.warning(self.request, WHY_NOT[one.code] % {"email": one.email})
        return redirect("invitations:index")

    def get_breadcrumbs_items(self):
        index = {"url": reverse("invitations:index"), "label": _("Invitations")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]


WHY_NOT = {
    "has_account": _("%(email)s has an account already: nothing was sent. An administrator can give it a role."),
    "above_you": _("%(email)s was invited to more than you can give: nothing was sent."),
}


class ChangeInvitationView(ForInviters, ChangeView):
    """As for accounts: say what it means, then do it on POST."""

    header_icon = "mail"
    person_model = Invitation
    back_url_name = "invitations:index"
    back_label = _("Invitations")

    def dispatch(self, request, *args, **kwargs):
        visible = (
            Invitation.objects.visible_to(request.user) if request.user.is_authenticated else Invitation.objects.none()
        )
        self.person = get_object_or_404(visible, reference=kwargs["reference"])
        if not permissions.may_invite(request.user, self.person.role):
            raise Http404
        return super(ChangeView, self).dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            type(self).action(invitation=self.person, by=self.request.user, now=timezone.now())
        except PersonRefused as refused:
            messages.error(self.request, sentence_for(refused))
        else:
            messages.success(self.request, self.done % {"name": self.person})
        return redirect(self.back_url_name)


class SendAgainView(ChangeInvitationView):
    page_title = _("Send the invitation again")
    action = invitations.send_again
    explanation = _("%(name)s gets a new link by e-mail; the one before opens nothing any more.")
    done = _("A new link is on its way to %(name)s.")


class WithdrawView(ChangeInvitationView):
    page_title = _("Withdraw the invitation")
    action = invitations.withdraw
    explanation = _("The link that %(name)s received will open nothing any more. No e-mail is sent.")
    done = _("The invitation of %(name)s is withdrawn.")
    serious = True


class InvitationsMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.may_invite(request.user)


class InvitationViewSet(ViewSet):
    name = "invitations"
    icon = "mail"
    menu_label = _("Invitations")
    menu_order = 255
    menu_item_class = InvitationsMenuItem
    add_to_admin_menu = True

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(
            index_url_name="invitations:index",
            index_results_url_name="invitations:index_results",
            add_url_name="invitations:add",
            **kwargs,
        )

    def get_urlpatterns(self):
        index = InvitationIndexView
        return [
            path("", self.construct_view(index), name="index"),
            path(
                "results/",
                self.construct_view(index, template_name=index.results_template_name, results_only=True),
                name="index_results",
            ),
            path("new/", InviteView.as_view(), name="add"),
            path("<uuid:reference>/send-again/", SendAgainView.as_view(), name="send_again"),
            path("<uuid:reference>/withdraw/", WithdrawView.as_view(), name="withdraw"),
        ]
