"""What a page is put together from. Each block has its own template, and keeps the look whatever stands around it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

#: What a text may hold: no colours, sizes or tables that would break the look, or be hard to read.
TEXT = ["h2", "h3", "bold", "italic", "ul", "ol", "link"]
SHORT_TEXT = ["bold", "italic", "ul", "ol", "link"]


class ServiceBlock(blocks.ChooserBlock):
    """One of the practice's services, in a plain list: there are a handful."""

    target_model = "practice.Service"
    widget = forms.Select()

    def get_form_state(self, value):
        # The choosers of Wagtail have a form state of their own; a plain select wants a list of keys.
        return self.widget.format_value(self.field.prepare_value(value))

    class Meta:
        icon = "date"


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **options):
        super().__init__(**{"features": TEXT, **options})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "home/blocks/text.html"


class PortraitBlock(blocks.StructBlock):
    picture = ImageBlock(
        label=_("Picture"),
        help_text=_(
            "Say what is to be seen on it, for those who do not see it: “Camille Aubert in her consulting room”."
        ),
    )
    caption = blocks.CharBlock(label=_("Words under the picture"), required=False, max_length=200)
    text = blocks.RichTextBlock(label=_("Text beside it"), features=TEXT, required=False)

    class Meta:
        icon = "image"
        label = _("Picture and text")
        template = "home/blocks/portrait.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"), help_text=_("Without quotation marks: they are added."), rows=3)
    author = blocks.CharBlock(label=_("Who says so"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "home/blocks/quote.html"


class MilestoneBlock(blocks.StructBlock):
    when = blocks.CharBlock(label=_("When"), max_length=40, help_text=_("A year, or “since 2019”."))
    what = blocks.TextBlock(label=_("What"), rows=2)


class PathBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    milestones = blocks.ListBlock(MilestoneBlock(), label=_("Milestones"), min_num=1)

    class Meta:
        icon = "history"
        label = _("Career path")
        template = "home/blocks/path.html"


class MethodBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=120)
    for_whom = blocks.TextBlock(label=_("For whom"), rows=2)
    course = blocks.TextBlock(label=_("How it goes"), rows=4)
    length = blocks.CharBlock(label=_("Length"), required=False, max_length=80)
    service = ServiceBlock(
        label=_("Service"),
        required=False,
        help_text=_("With one, the card ends in a button that leads to its free times."),
    )


class MethodsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    methods = blocks.ListBlock(MethodBlock(), label=_("Methods"), min_num=1)

    class Meta:
        icon = "table"
        label = _("Method cards")
        template = "home/blocks/methods.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), rows=3)


class FactBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("What"), max_length=40, help_text=_("“Length”, “Place”, …"))
    text = blocks.CharBlock(label=_("In a few words"), max_length=80)


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1, max_num=6)
    facts = blocks.ListBlock(
        FactBlock(), label=_("Facts"), default=[], max_num=4, help_text=_("Shown in a line below the steps.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Steps of a session")
        template = "home/blocks/steps.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=SHORT_TEXT)


class QuestionsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions and answers"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "home/blocks/questions.html"


class FreeTimesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, rows=2)

    class Meta:
        icon = "time"
        label = _("Next free times")
        template = "home/blocks/free_times.html"


class Door(blocks.StructValue):
    @property
    def url(self):
        """Return where the card leads; empty where its page is not there any more."""
        page = self["page"]
        return (page.url if page and page.live else "") or self["address"]


class DoorBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), required=False, rows=2)
    page = blocks.PageChooserBlock(label=_("Page to which it leads"), required=False)
    address = blocks.RegexBlock(
        regex=r"^(/(?!/)|https://|#)",
        label=_("Or address"),
        required=False,
        max_length=300,
        help_text=_("Of a page that is not in the list, such as /praticiens/ or https://…"),
        error_messages={"invalid": _("Begin the address with / or https://.")},
    )

    class Meta:
        value_class = Door


class DoorsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, rows=2)
    doors = blocks.ListBlock(DoorBlock(), label=_("Cards"), min_num=1, max_num=12)

    class Meta:
        icon = "link"
        label = _("Cards that lead to pages")
        template = "home/blocks/doors.html"


class LatestNewsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    index = blocks.PageChooserBlock(
        label=_("Page of the news"),
        page_type="home.NewsIndexPage",
        help_text=_("The latest three of them are shown, always up to date."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Latest news")
        template = "home/blocks/latest_news.html"


class BodyBlock(blocks.StreamBlock):
    """Everything that a page of the coach may hold, in any order."""

    text = TextBlock()
    portrait = PortraitBlock()
    quote = QuoteBlock()
    path = PathBlock()
    methods = MethodsBlock()
    steps = StepsBlock()
    questions = QuestionsBlock()
    free_times = FreeTimesBlock()
    doors = DoorsBlock()
    latest_news = LatestNewsBlock()


class PractitionerBlock(blocks.ChooserBlock):
    """One of those whose time can be booked, in a plain list."""

    target_model = "practice.Practitioner"
    widget = forms.Select()

    def get_form_state(self, value):
        return self.widget.format_value(self.field.prepare_value(value))

    class Meta:
        icon = "user"
        label = _("Someone who receives")
        help_text = _("Name, title, portrait and words as under “Hours and services → Practitioners”.")


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=120)
    role = blocks.CharBlock(label=_("Role"), required=False, max_length=120)
    text = blocks.TextBlock(label=_("In a few words"), required=False, rows=3)
    picture = ImageChooserBlock(label=_("Portrait"), required=False)

    class Meta:
        icon = "user"
        label = _("Someone else")


class TeamBlock(blocks.StreamBlock):
    """The people of a team, in any order."""

    practitioner = PractitionerBlock()
    person = PersonBlock()
