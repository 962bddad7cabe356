"""Pages that the coach edits: the first one, and those made of blocks."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from home.blocks import SHORT_TEXT, BodyBlock


class SitePage(Page):
    """What the pages of the site share: one picture, with the words for those who do not see it."""

    picture = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_text = models.CharField(
        _("what is to be seen on it"),
        max_length=200,
        blank=True,
        help_text=_("Read out to those who do not see the picture. Leave it empty if it only decorates."),
    )

    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "slug", help_text=_("The last part of the page’s address. Links from elsewhere need it to stay.")
                ),
                FieldPanel(
                    "seo_title", help_text=_("Shown in search results and in the browser’s tab. Empty: the title.")
                ),
                FieldPanel(
                    "search_description",
                    help_text=_("Two sentences that search engines show under the title. Empty: the introduction."),
                ),
            ],
            heading=_("In search engines"),
        ),
        MultiFieldPanel(
            [FieldPanel("show_in_menus", help_text=_("The menu follows the order of the pages in the admin."))],
            heading=_("In the menu"),
        ),
    ]

    class Meta:
        abstract = True

    @cached_property
    def steps(self):
        """Return the first block of steps, to which a link may lead; None without one."""
        return next((block for block in self.body if block.block_type == "steps"), None)


class HomePage(SitePage):
    """The site's first page: a promise, the next free times, and what the coach adds below."""

    promise = models.CharField(_("promise"), max_length=120, help_text=_("The large words at the top of the page."))
    lead = models.TextField(_("introduction"), help_text=_("Two or three lines under the promise."))
    first_button = models.CharField(
        _("first button"), max_length=40, help_text=_("It leads to the free times, as in “Choose a time”.")
    )
    second_button = models.CharField(
        _("second button"),
        max_length=40,
        blank=True,
        help_text=_("It leads to the page chosen beside it, or else to the steps of a session further down."),
    )
    second_button_page = models.ForeignKey(
        Page,
        verbose_name=_("page of the second button"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    free_times_title = models.CharField(_("title of the next free times"), max_length=80)
    free_times_note = models.CharField(_("words under the next free times"), max_length=160, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("further down"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.StandardPage", "home.TeamPage", "home.NewsIndexPage"]
    search_fields = [
        *Page.search_fields,
        index.SearchField("promise"),
        index.SearchField("lead"),
        index.SearchField("body"),
    ]
    content_panels = [
        FieldPanel("title", help_text=_("The name of the page in the admin; visitors read the promise instead.")),
        MultiFieldPanel(
            [
                "promise",
                "lead",
                FieldRowPanel(["first_button"]),
                FieldRowPanel(["second_button", "second_button_page"]),
            ],
            heading=_("Top of the page"),
        ),
        MultiFieldPanel(
            ["picture", "picture_text", "free_times_title", "free_times_note"],
            heading=_("Next free times"),
            help_text=_(
                "The times themselves are found when the page is opened. Without a picture, the hills are shown."
            ),
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @property
    def heading(self):
        return self.promise

    @property
    def second_button_url(self):
        """Return where the second button leads: its page, or the steps further down; empty where neither is there."""
        page = self.second_button_page
        if page and page.live and page.url:
            return page.url
        return "#steps" if self.steps else ""


class StandardPage(SitePage):
    """A page made of blocks, with an introduction and perhaps a portrait beside it."""

    lead = models.TextField(_("introduction"), blank=True, help_text=_("Two or three lines under the title."))
    intro = RichTextField(_("first paragraphs"), features=SHORT_TEXT, blank=True)
    practitioner = models.ForeignKey(
        "practice.Practitioner",
        verbose_name=_("the page presents"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Tells search engines whose page this is."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("further down"), blank=True)

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    search_fields = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("intro"),
        index.SearchField("body"),
    ]
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel(
            ["picture", "picture_text"],
            heading=_("Portrait"),
            help_text=_("An upright picture, 4 to 5; beside the first paragraphs."),
        ),
        FieldPanel("intro"),
        FieldPanel("body"),
    ]
    promote_panels = [*SitePage.promote_panels, MultiFieldPanel(["practitioner"], heading=_("Person"))]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    @property
    def heading(self):
        return self.title
