"""What the practice decides about bookings."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from practice.holidays import validate_region


def week_and_day_before():
    return [7, 1]


@register_setting(icon="date", order=200)
class BookingRules(BaseGenericSetting):
    """What the practice decides about bookings, without code."""

    horizon_days = models.PositiveSmallIntegerField(
        _("days open for booking"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text=_("Counted from today; the last day is included."),
    )
    minimum_notice_minutes = models.PositiveIntegerField(
        _("minutes between booking and start"),
        default=0,
        validators=[MaxValueValidator(60 * 24 * 90)],
        help_text=_("0: a free time can be booked until it begins."),
    )
    cancellation_notice_hours = models.PositiveSmallIntegerField(
        _("hours before the start until which clients may cancel or move"),
        default=24,
        validators=[MaxValueValidator(24 * 60)],
        help_text=_("You may do so at any time."),
    )
    moves_limit = models.PositiveSmallIntegerField(
        _("times that a client may move the same appointment"),
        null=True,
        blank=True,
        help_text=_("0: clients cancel and book again. Empty: as often as they like. You may do so at any time."),
    )
    step_minutes = models.PositiveSmallIntegerField(
        _("minutes between two starts"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_("Empty: the length of the service and its gap, so that sessions follow one another without loss."),
    )
    holidays_region = models.CharField(
        _("public holidays of"),
        max_length=10,
        blank=True,
        validators=[validate_region],
        help_text=_(
            "Nothing can be booked on them, except the slots that you publish by hand. "
            "None chosen: public holidays are days like any other."
        ),
    )
    holidays_worked = models.JSONField(
        _("public holidays worked all the same"),
        default=list,
        blank=True,
        help_text=_("On these the usual hours apply."),
    )
    live_limit = models.PositiveSmallIntegerField(
        _("appointments that a client may have to come"),
        default=10,
        validators=[MinValueValidator(1)],
        help_text=_("Those that are over do not count."),
    )
    day_limit = models.PositiveSmallIntegerField(
        _("appointments that a client may have on one day"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("With whomever they are. Empty: no limit for a day."),
    )
    week_limit = models.PositiveSmallIntegerField(
        _("appointments that a client may have in one week"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("From Monday to Sunday, with whomever they are. Empty: no limit for a week."),
    )
    guests_allowed = models.BooleanField(
        _("visitors may book without an account"),
        default=True,
        help_text=_("They give their name and their e-mail address. Otherwise they log in or sign up first."),
    )
    guest_email_confirmation = models.BooleanField(
        _("ask them to confirm their e-mail address"),
        default=False,
        help_text=_("A code is sent to the address, and nothing is booked before it is written on the page."),
    )
    hold_minutes = models.PositiveSmallIntegerField(
        _("minutes for which a chosen time is kept"),
        default=10,
        validators=[MaxValueValidator(60)],
        help_text=_("While someone fills in their details, nobody else can book it. 0: it is not kept."),
    )

    waiting_minutes = models.PositiveSmallIntegerField(
        _("minutes for which a time that comes free is kept for whoever waits for it"),
        default=120,
        validators=[MaxValueValidator(2 * 24 * 60)],
        help_text=_(
            "The first on the waiting list is told by e-mail; after that the time is kept for the next. "
            "The night, 21:00 to 8:00, does not count. 0: there is no waiting list."
        ),
    )

    reminder_days = models.JSONField(
        _("days before the start on which a reminder is sent"),
        default=week_and_day_before,
        blank=True,
        help_text=_(
            "7, 1: a week and a day before. A reminder is sent only to those who booked earlier than that. "
            "Empty: no reminders."
        ),
    )

    class Meta:
        verbose_name = _("booking rules")

    def clean(self):
        """Name the rules that contradict each other, before they are kept."""
        if None not in (self.day_limit, self.week_limit) and self.day_limit > self.week_limit:
            raise ValidationError(
                {
                    "day_limit": _("That is more than in one week (%(week)s). Choose that many or fewer.")
                    % {"week": self.week_limit}
                }
            )
        # In whole minutes: what was typed may be more than a length of time can be, and is told by its field.
        if (
            None not in (self.minimum_notice_minutes, self.horizon_days)
            and self.minimum_notice_minutes >= self.horizon_days * 24 * 60
        ):
            raise ValidationError(
                {
                    "minimum_notice_minutes": _(
                        "Nothing could ever be booked: the days open for booking are over by then."
                    )
                }
            )

    @property
    def horizon(self):
        return dt.timedelta(days=self.horizon_days)

    @property
    def minimum_notice(self):
        return dt.timedelta(minutes=self.minimum_notice_minutes)

    @property
    def cancellation_notice(self):
        return dt.timedelta(hours=self.cancellation_notice_hours)

    @property
    def hold(self):
        """Return for how long a chosen time is kept for whoever chose it."""
        return dt.timedelta(minutes=self.hold_minutes)

    @property
    def has_waiting_list(self):
        return self.waiting_minutes > 0

    @property
    def proposal(self):
        """Return for how long a time that came free is kept for someone on the waiting list."""
        return dt.timedelta(minutes=self.waiting_minutes)

    @property
    def step(self):
        return dt.timedelta(minutes=self.step_minutes) if self.step_minutes else None
