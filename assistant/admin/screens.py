"""“Assistant”: questions and answers, synonyms, what was asked in vain, and messages to the practice."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from assistant.models import Asked, Message, Question, Synonym
from practice.admin.screens import CreateView, PolicyViewSet, ViewSet


class AnswerCreateView(CreateView):
    """A new answer; the address may bring the question along, as it was asked."""

    def get_initial_form_instance(self):
        asked = self.request.GET
        return Question(
            question=asked.get("question", "")[:200], **({"language": asked["language"]} if "language" in asked else {})
        )


class QuestionViewSet(ViewSet):
    model = Question
    base_url_path = "assistant/questions"
    icon = "help"
    menu_label = _("Questions and answers")
    new_title = _("New answer")
    add_label = _("Add an answer")
    add_view_class = AnswerCreateView
    list_display = ["question", "language", BooleanColumn("is_active", label=_("Used"), sort_key="is_active")]
    list_filter = ["language", "is_active"]
    search_fields = ["question", "other_ways", "answer"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                _("Hours, prices, places and rules are answered from the settings. Write here what they do not say.")
            ),
            FieldPanel("language"),
            FieldPanel("question"),
            FieldPanel("other_ways"),
            FieldPanel("answer"),
            FieldPanel("link"),
            FieldPanel("is_active"),
        ]
    )


class SynonymViewSet(ViewSet):
    model = Synonym
    base_url_path = "assistant/synonymes"
    icon = "list-ul"
    menu_label = _("Synonyms")
    new_title = _("New synonyms")
    add_label = _("Add synonyms")
    list_display = ["__str__", "language"]
    list_filter = ["language"]
    search_fields = ["words"]
    edit_handler = ObjectList([FieldPanel("language"), FieldPanel("words")])


# --- What was asked in vain -------------------------------------------------------------------------


class ReadAndForgetPolicy(ModelPermissionPolicy):
    """Nobody writes these: they come from the assistant."""

    def user_has_permission(self, user, action):
        return action != "add" and super().user_has_permission(user, action)


def answer_address(asked):
    query = urlencode({"question": asked.text, "language": asked.language})
    return f"{reverse(Question.snippet_viewset.get_url_name('add'))}?{query}"


class AskedIndexView(snippets.IndexView):
    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "text",
                label=_("Question"),
                get_url=answer_address,
                get_title_id=lambda row: f"asked-{row.pk}",
            ),
            Column("language", label=_("Language")),
            Column("times", label=_("Times"), sort_key="times"),
            Column("last_at", label=_("Last asked"), accessor=lambda row: row.last_at.date(), sort_key="last_at"),
            Column("answer", label=_("What to do"), accessor=lambda row: _("Write the answer")),
        ]


class ReadOnlyRowsViewSet(PolicyViewSet):
    policy_class = ReadAndForgetPolicy
    new_title = add_label = ""


class AskedViewSet(ReadOnlyRowsViewSet):
    model = Asked
    base_url_path = "assistant/sans-reponse"
    icon = "warning"
    menu_label = _("Without an answer")
    index_view_class = AskedIndexView
    list_filter = ["language"]
    search_fields = ["text"]
    edit_handler = ObjectList([FieldPanel("text", read_only=True)])


# --- Messages ----------------------------------------------------------------------------------------


class MessageViewSet(ReadOnlyRowsViewSet):
    model = Message
    base_url_path = "assistant/messages"
    icon = "mail"
    menu_label = _("Messages")
    add_to_reference_index = False
    list_display = [
        "name",
        "email",
        Column("text", label=_("Message"), accessor=lambda row: row.text[:80]),
        Column("created_at", label=_("Received"), accessor=lambda row: row.created_at.date(), sort_key="created_at"),
        BooleanColumn("is_answered", label=_("Answered"), sort_key="is_answered"),
    ]
    list_filter = ["is_answered", "language"]
    search_fields = ["name", "email", "text"]
    edit_handler = ObjectList(
        [
            FieldPanel("name", read_only=True),
            FieldPanel("email", read_only=True),
            FieldPanel("text", read_only=True),
            FieldPanel("is_answered"),
            FieldPanel("remark"),
        ]
    )


class AssistantViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Assistant")
    menu_name = "assistant"
    menu_icon = "help"
    menu_order = 160
    items = (MessageViewSet, AskedViewSet, QuestionViewSet, SynonymViewSet)
