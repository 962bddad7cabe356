"""What the practice decides about bookings, as one writes it."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from practice.holidays import holidays_from
from practice.models import BookingRules, practice_today
from practice.regions import region_choices
from practice.wording import holiday_in_words

MINUTE, HOUR, DAY = 1, 60, 24 * 60


class LengthInput(forms.MultiWidget):
    """A number, and what it counts."""

    UNITS = [
        (MINUTE, pgettext_lazy("a length of time", "minutes")),
        (HOUR, pgettext_lazy("a length of time", "hours")),
        (DAY, pgettext_lazy("a length of time", "days")),
    ]
    template_name = "practice/admin/length.html"

    def __init__(self, attrs=None):
        number = forms.NumberInput({"min": 0, "aria-label": _("How many")})
        super().__init__([number, forms.Select({"aria-label": _("Of what")}, self.UNITS)], attrs)

    def decompress(self, value):
        unit = next((unit for unit in (DAY, HOUR) if value and value % unit == 0), MINUTE)
        return [(value or 0) // unit, unit]


class LengthField(forms.MultiValueField):
    """A length of time in whole minutes, written as a number of minutes, hours or days; nothing written is none."""

    widget = LengthInput

    def __init__(self, *, max_value=None, **kwargs):
        number = forms.IntegerField(min_value=0, max_value=max_value, required=False)
        unit = forms.TypedChoiceField(choices=LengthInput.UNITS, coerce=int)
        super().__init__([number, unit], require_all_fields=False, **kwargs)

    def compress(self, values):
        number, unit = values or (0, MINUTE)
        return (number or 0) * unit


class DaysField(forms.CharField):
    """Different numbers of days, most first, written as “7, 1”; nothing written is none."""

    MOST_DAYS, MOST_NUMBERS = 60, 5

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value):
        words = super().clean(value).replace(",", " ").split()
        if not all(word.isascii() and word.isdecimal() and 1 <= int(word[:9]) <= self.MOST_DAYS for word in words):
            raise forms.ValidationError(
                _("Write numbers of days from 1 to %(most)s, such as 7, 1.") % {"most": self.MOST_DAYS}
            )
        if len(words) > self.MOST_NUMBERS:
            raise forms.ValidationError(_("Write %(most)s numbers at most.") % {"most": self.MOST_NUMBERS})
        return sorted({int(word) for word in words}, reverse=True)


class HolidaysInput(forms.CheckboxSelectMultiple):
    """The holidays of the coming year, each to be ticked; `static/js/preview.js` follows the country that is chosen."""

    template_name = "practice/admin/holidays_input.html"

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"url": reverse("practice_admin:holidays")}


class BookingRulesForm(WagtailAdminModelForm):
    """Rules that contradict each other are named by `BookingRules.clean`, before anything is kept."""

    minimum_notice_minutes = LengthField(
        label=_("At least this long before the start"),
        required=False,
        help_text=_("0: a free time can be booked until it begins."),
    )
    waiting_minutes = LengthField(
        label=_("A time that comes free is kept for whoever waits for it"),
        max_value=2 * DAY,
        required=False,
        help_text=BookingRules._meta.get_field("waiting_minutes").help_text,
    )
    reminder_days = DaysField(
        label=_("Days before the start on which a reminder is sent"),
        required=False,
        max_length=100,
        help_text=BookingRules._meta.get_field("reminder_days").help_text,
    )
    holidays_region = forms.ChoiceField(
        label=_("Public holidays of"),
        required=False,
        help_text=BookingRules._meta.get_field("holidays_region").help_text,
    )
    holidays_worked = forms.MultipleChoiceField(
        label=_("On which you work all the same"), required=False, widget=HolidaysInput
    )

    class Media:
        css = {"all": ["css/admin/practice.css"]}
        js = ["js/preview.js"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holidays_region"].choices = region_choices(self.instance.holidays_region)
        self.holidays = holidays_to_come(self["holidays_region"].value())
        self.fields["holidays_worked"].choices = [(one.key, holiday_in_words(one)) for one in self.holidays]
        self.fields["holidays_worked"].valid_value = lambda key: True  # See clean_holidays_worked.

    def clean_holidays_worked(self):
        """Return those that the region has; without JavaScript those of another may still be ticked."""
        ticked = self.cleaned_data["holidays_worked"]
        return [holiday.key for holiday in self.holidays if holiday.key in ticked]


def holidays_to_come(region):
    """Return the holidays of the coming year; none for no region, or for what is none."""
    try:
        return holidays_from(region, practice_today()) if region else []
    except NotImplementedError:
        return []
