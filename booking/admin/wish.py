"""What is booked for a client: what, with whom, where and when, and what the service asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from booking import availability, questions
from booking.choice import PARAMETERS
from booking.forms import DetailsForm

from .why import RowField, WhyForm


class WishForm(WhyForm):
    """The question of “why is this time closed?” for one client, whose key it keeps. Without a time: a whole week."""

    NAMES = (*WhyForm.NAMES, "next")

    client = forms.CharField(widget=forms.HiddenInput)
    # Where one came from; whoever goes there asks `came_from`.
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, client, choices, **kwargs):
        super().__init__(*args, practitioners=[], **kwargs)
        self.known_client, self.choices = client, choices
        self.fields["heure"].help_text = _(
            "On the clocks of the place, on the day above: if it is closed, you read why. Empty: the week."
        )
        for part, name in PARAMETERS.items():
            rows = dict.fromkeys(getattr(choice, part) for choice in choices)
            self.fields[name] = RowField(rows=rows, label=self.fields[name].label)
        self.order_fields([*PARAMETERS.values(), "jour", "heure", "client", "next"])

    def clean_client(self):
        return self.known_client

    def clean(self):
        cleaned = super().clean()
        parts = {part: cleaned[name] for part, name in PARAMETERS.items() if name in cleaned}
        if parts.keys() == PARAMETERS.keys() and not availability.is_offered(**parts):
            self.add_error(PARAMETERS["practitioner"], self.what_is_offered(parts["practitioner"]))
        return cleaned

    def what_is_offered(self, practitioner):
        ways = [one for one in self.choices if one.practitioner == practitioner]
        names = {
            "name": practitioner or _("No preference"),
            "ways": ", ".join(f"{one.service.name} ({one.place.name})" for one in ways),
        }
        return _("%(name)s does not give this here. What there is: %(ways)s.") % names


class AnswersForm(DetailsForm):
    """What the client would be asked. Staff write down what they were told; all of it may be left empty."""

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, service=service, **kwargs)
        self.fields = {name: self.fields[name] for name in ("topic",) if name in self.fields}
        self.questions = questions.fields_for(service, may_be_empty=True)
        self.fields.update(self.questions)

    def given(self):
        """Return the answers without the boxes that nobody ticked: the client was not asked to."""
        kept = (questions.Kind.CONSENT, questions.NO)
        return {name: one for name, one in super().given().items() if (one.kind, one.text) != kept}
