"""The questionnaire of a service: what a client is asked when booking it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

MOST_OPTIONS = 30
LONGEST_OPTION = 200


class Question(Orderable):
    """One thing that is asked. It may be changed or deleted at any time: an answer keeps the words as they were."""

    class Kind(models.TextChoices):
        SHORT = "short", _("A short text")
        LONG = "long", _("A long text")
        CHOICE = "choice", _("One choice from a list")
        CHOICES = "choices", _("Several choices from a list")
        NUMBER = "number", _("A number")
        DATE = "date", _("A date")
        CONSENT = "consent", _("A box to tick: agreement, consent")

    service = ParentalKey("practice.Service", on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(
        _("question"), max_length=300, help_text=_("As the client reads it; for a box to tick, the sentence beside it.")
    )
    help_text = models.CharField(
        _("help"), max_length=300, blank=True, help_text=_("A sentence under the question, if it needs one.")
    )
    kind = models.CharField(_("kind of answer"), max_length=10, choices=Kind.choices, default=Kind.SHORT)
    options = models.TextField(_("list"), blank=True, help_text=_("For a choice from a list: one choice on each line."))
    is_required = models.BooleanField(
        _("must be answered"),
        default=False,
        help_text=_("A box that must be ticked is agreed to by everyone who books."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self):
        return self.text

    @property
    def choices(self):
        """Return what can be chosen, in order; of a question that offers a list."""
        return self.options.splitlines()

    @property
    def offers_list(self):
        return self.kind in (self.Kind.CHOICE, self.Kind.CHOICES)

    def clean(self):
        super().clean()
        lines = (" ".join(line.split()) for line in self.options.splitlines())
        self.options = "\n".join(line for line in lines if line)
        if self.offers_list:
            self._check_choices()

    def _check_choices(self):
        if len(self.choices) < 2:
            raise ValidationError({"options": _("Write at least two choices, one on each line.")})
        if len(self.choices) > MOST_OPTIONS:
            raise ValidationError({"options": _("Write %(count)d choices or fewer.") % {"count": MOST_OPTIONS}})
        if len(set(self.choices)) < len(self.choices):
            raise ValidationError({"options": _("Write each choice once.")})
        if any(len(choice) > LONGEST_OPTION for choice in self.choices):
            sentence = _("Keep each choice to %(count)d characters or fewer.")
            raise ValidationError({"options": sentence % {"count": LONGEST_OPTION}})
