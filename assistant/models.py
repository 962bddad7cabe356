"""What the assistant knows besides the site, what it was asked in vain, and what people wrote to the practice."""

import datetime as dt
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from people.names import words_of

LONGEST_WORD = 100
#: For how long a question without an answer is kept.
KEPT = dt.timedelta(days=30)
OWN_ADDRESS = RegexValidator(r"^/(?!/)[^\s\\]*\Z", _("Write an address of this site, such as /rendez-vous/."))
EMERGENCY = (
    "15 · SAMU, urgences médicales\n112 · Urgences, partout en Europe\n3114 · Prévention du suicide, jour et nuit"
)


def own_language():
    return settings.LANGUAGE_CODE


class InLanguage(models.Model):
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default=own_language)

    class Meta:
        abstract = True


class Question(InLanguage):
    """A question and its answer, in the practice's own words."""

    question = models.CharField(_("question"), max_length=200)
    other_ways = models.TextField(
        _("other ways of asking it"),
        blank=True,
        max_length=4000,
        help_text=_("One on each line, as people type: a few words are enough."),
    )
    answer = models.TextField(_("answer"), max_length=2000, help_text=_("Two or three sentences."))
    link = models.CharField(
        _("where to read more"),
        max_length=300,
        blank=True,
        validators=[OWN_ADDRESS],
        help_text=_("An address of this site, such as /rendez-vous/. Empty: no link."),
    )
    is_active = models.BooleanField(_("used"), default=True)

    class Meta:
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")
        ordering = ["language", "question"]

    def __str__(self):
        return self.question

    @property
    def ways(self):
        """Return every way of asking it."""
        return [self.question, *filter(None, map(str.strip, self.other_ways.splitlines()))]


class Synonym(InLanguage):
    """Words that mean the same to the assistant."""

    words = models.TextField(
        _("words"),
        max_length=2000,
        help_text=_("Separated by commas; several words together may be one: “call off, cancel, can’t make it”."),
    )

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["language", "words"]

    def __str__(self):
        return self.words if len(self.words) < 80 else f"{self.words[:79]}…"

    @property
    def as_list(self):
        return [word for one in self.words.split(",") if (word := one.strip())]

    def clean(self):
        if len(self.as_list) < 2:
            raise ValidationError({"words": _("Write two words or more, separated by commas.")})


class Asked(InLanguage):
    """A question that had no answer, without names, addresses and numbers. Kept for thirty days after the last time."""

    text = models.CharField(_("question"), max_length=300)
    times = models.PositiveIntegerField(_("times"), default=1)
    first_at = models.DateTimeField(_("first asked"), default=timezone.now)
    last_at = models.DateTimeField(_("last asked"), default=timezone.now)

    class Meta:
        verbose_name = _("question without an answer")
        verbose_name_plural = _("questions without an answer")
        ordering = ["-times", "-last_at"]
        constraints = [models.UniqueConstraint(fields=["language", "text"], name="assistant_asked_once")]

    def __str__(self):
        return self.text


class Message(InLanguage):
    """What somebody wrote to the practice, where the assistant knew no answer."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    text = models.TextField(_("message"), max_length=2000)
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    is_answered = models.BooleanField(_("answered"), default=False)
    remark = models.TextField(_("remark"), blank=True, help_text=_("For you and your colleagues only."))

    class Meta:
        verbose_name = _("message to the practice")
        verbose_name_plural = _("messages to the practice")
        ordering = ["is_answered", "-created_at"]

    def __str__(self):
        return f"{self.name} · {self.created_at:%d/%m/%Y}"


class NameWordQuerySet(models.QuerySet):
    def among(self, words):
        """Return those of `words`, as `people.names` writes them, that somebody here is called by."""
        return set(self.filter(word__in=words).values_list("word", flat=True).distinct())

    def learn(self, name, **whose):
        """Write down the words of somebody's name, `user` or `client`, and forget those of the name before."""
        words = {word[:LONGEST_WORD] for word in words_of(name)}
        held = set(self.filter(**whose).values_list("word", flat=True))
        if held - words:
            self.filter(**whose, word__in=held - words).delete()
        self.bulk_create(NameWord(word=word, **whose) for word in words - held)


class NameWord(models.Model):
    """A word of the name of somebody who is known here: what is left of a question holds none of these."""

    word = models.CharField(max_length=LONGEST_WORD, db_index=True)
    # Without a name of their own: an account or a client with nothing but this is an empty one.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey("people.Client", null=True, on_delete=models.CASCADE, related_name="+")

    objects = NameWordQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.word


@register_setting(icon="help", order=220)
class AssistantSettings(BaseGenericSetting):
    """What the practice decides about the assistant."""

    emergency_numbers = models.TextField(
        _("numbers for emergencies"),
        default=EMERGENCY,
        blank=True,
        help_text=_("One on each line, the number first: “112 · Emergencies”. Those of your country."),
    )

    class Meta:
        verbose_name = _("assistant")

    @property
    def numbers(self):
        """Return pairs of a number and whose it is."""
        lines = (line.partition("·") for line in self.emergency_numbers.splitlines() if line.strip())
        return [(number.strip(), words.strip()) for number, _sign, words in lines]
