"""What the practice decides about accounts: who may open one, and which passwords are good enough."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="user", order=220)
class RegistrationRules(BaseGenericSetting):
    """Who may open an account, and how, without code."""

    class SignUp(models.TextChoices):
        OPEN = "open", _("Open: anyone may create an account")
        INVITATION = "invitation", _("By invitation: with the link in an e-mail that you send")
        CLOSED = "closed", _("Closed: nobody creates an account online")

    sign_up = models.CharField(
        _("creating an account"),
        max_length=12,
        choices=SignUp.choices,
        default=SignUp.OPEN,
        help_text=_(
            "By invitation, visitors see no free times and book nothing before they log in. Closed, they still book "
            "as guests where your booking rules allow it."
        ),
    )
    specialists_allowed = models.BooleanField(
        _("specialists may register themselves"),
        default=False,
        help_text=_("They choose it when they sign up, and can do nothing before an administrator has approved them."),
    )
    asks_middle_name = models.BooleanField(
        _("ask for the middle name"),
        default=False,
        help_text=_("Such as a patronymic; it may be left empty."),
    )
    password_length = models.PositiveSmallIntegerField(
        _("characters of a password, at least"),
        default=12,
        validators=[MinValueValidator(8), MaxValueValidator(64)],
        help_text=_(
            "From 8 to 64. A long one is safer than a complicated one; it holds for passwords chosen from now on."
        ),
    )
    password_needs_letter_and_digit = models.BooleanField(
        _("a password holds a lower-case Latin letter and a digit"),
        default=False,
        help_text=_("Useful with short passwords; a phrase of 12 characters or more does without."),
    )
    invitation_days = models.PositiveSmallIntegerField(
        _("days for which an invitation is good"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("After that its link opens nothing; you can send it again."),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("sign_up"), FieldPanel("specialists_allowed"), FieldPanel("asks_middle_name")],
            heading=_("Who creates an account"),
        ),
        MultiFieldPanel([FieldPanel("invitation_days")], heading=_("Invitations")),
        MultiFieldPanel(
            [FieldPanel("password_length"), FieldPanel("password_needs_letter_and_digit")], heading=_("Passwords")
        ),
    ]

    class Meta:
        verbose_name = _("registration")

    @property
    def is_open(self):
        return self.sign_up == self.SignUp.OPEN

    @property
    def is_by_invitation(self):
        return self.sign_up == self.SignUp.INVITATION

    @property
    def invitation_lasts(self):
        return dt.timedelta(days=self.invitation_days)
