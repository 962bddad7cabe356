"""“Essayer une question”: what would be answered, and why this answer won."""

from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from assistant import subjects
from assistant.answers import reply
from assistant.permissions import may_try
from assistant.wishes import SURE
from assistant.words import LONGEST

#: So many subjects are compared on the page.
COMPARED = 5


class TryForm(forms.Form):
    q = forms.CharField(label=_("Question"), max_length=LONGEST, help_text=_("As a visitor types it."))
    language = forms.ChoiceField(label=_("Language of the page"), choices=settings.LANGUAGES)


class TryView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "assistant/admin/try.html"
    page_title = _("Try a question")
    header_icon = "help"

    def dispatch(self, request, *args, **kwargs):
        if not may_try(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        form = TryForm(self.request.GET if "q" in self.request.GET else None, initial={"language": get_language()})
        found = None
        if form.is_valid():
            found = reply(
                form.cleaned_data["q"], who=AnonymousUser(), language=form.cleaned_data["language"], now=timezone.now()
            )
        return super().get_context_data(
            form=form, reply=found, compared=compared(found), sure=round(100 * SURE), **kwargs
        )


def compared(found):
    """Return how near the question comes to each of the nearest subjects, and by which words."""
    if found is None or found.knowledge is None:
        return []
    asked = frozenset().union(*found.reading.places) if found.reading.places else frozenset()
    return [
        {
            "question": subjects.question_for(match.subject, found.knowledge) or match.subject,
            "percent": round(100 * match.score),
            "likely": None if match.probability is None else round(100 * match.probability),
            "way": match.way.text,
            "words": ", ".join(sorted(word.strip("{}#") for word in match.way.words & asked)),
            "is_chosen": match.subject in found.subjects,
        }
        for match in found.matches[:COMPARED]
    ]


class TryMenuItem(MenuItem):
    def is_shown(self, request):
        return may_try(request.user)


urlpatterns = [path("assistant/essayer/", TryView.as_view(), name="try")]
