"""Pages that the coach edits, and the settings of the site: its name, words, colours and contact."""

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Site
from wagtail.search import index

from . import colours
from .blocks import SHORT_TEXT, BodyBlock


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
    subpage_types = ["home.StandardPage"]
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


def validate_colour_of_text(colour):
    """Refuse a colour that cannot be read on the site's light backgrounds, or on which white cannot be read."""
    if not colours.is_readable(colour):
        raise ValidationError(
            _(
                "Text in this colour, or white text on it, is hard to read: its contrast is %(contrast)s to 1, and "
                "4.5 is needed. The nearest colour that passes is %(nearest)s."
            ),
            params={
                "contrast": number_format(colours.contrast(colour, colours.LIGHT_GROUND), 1),
                "nearest": colours.nearest_readable(colour),
            },
        )


class ColourField(models.CharField):
    """A colour written as “#155A52”, readable as text and as the ground of white text."""

    default_validators = [
        RegexValidator(
            r"^#[0-9A-Fa-f]{6}\Z", _("Write the colour as # and six figures or letters from A to F, such as #155A52.")
        ),
        validate_colour_of_text,
    ]

    def __init__(self, *args, **options):
        super().__init__(*args, **{"max_length": 7, "blank": True, **options})

    def run_validators(self, value):
        # The contrast of something that is no colour cannot be told.
        for validator in self.validators:
            if value not in self.empty_values:
                validator(value)


@register_setting(icon="site", order=100)
class SiteSettings(BaseSiteSetting):
    """What the practice calls itself, how it looks, and how it is reached."""

    name = models.CharField(_("name of the site"), max_length=80)
    tagline = models.CharField(
        _("in one sentence"),
        max_length=160,
        blank=True,
        help_text=_("Search engines show it for pages without their own."),
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    footer_pages = StreamField(
        [("page", blocks.PageChooserBlock(label=_("Page"), page_type="home.StandardPage"))],
        verbose_name=_("at the foot of each page"),
        blank=True,
        help_text=_("Legal notice, privacy, accessibility, help: the same on all pages, in this order."),
    )
    palette = models.CharField(
        _("colours"),
        max_length=20,
        choices=[(code, palette.name) for code, palette in colours.PALETTES.items()],
        default=colours.DEFAULT,
        help_text=_("Each is tested, in light and in dark."),
    )
    own_primary = ColourField(
        _("your own main colour"),
        help_text=_("For links and buttons, such as #155A52. Empty: that of the colours above."),
    )
    own_accent = ColourField(
        _("your own second colour"),
        help_text=_("For figures and marks, such as #A8432A. Empty: that of the colours above."),
    )
    practitioner_word = models.CharField(
        _("one who receives"), max_length=40, blank=True, help_text=_("coach, adviser, …")
    )
    practitioners_word = models.CharField(_("several"), max_length=40, blank=True)
    client_word = models.CharField(_("one who comes"), max_length=40, blank=True, help_text=_("client, patient, …"))
    clients_word = models.CharField(_("several"), max_length=40, blank=True)

    panels = [
        MultiFieldPanel(["name", "tagline"], heading=_("Name")),
        MultiFieldPanel(
            ["email", "phone", "address"], heading=_("Contact"), help_text=_("Shown at the foot of each page.")
        ),
        FieldPanel("footer_pages"),
        MultiFieldPanel(["palette", FieldRowPanel(["own_primary", "own_accent"])], heading=_("Colours")),
        MultiFieldPanel(
            [
                FieldRowPanel(["practitioner_word", "practitioners_word"]),
                FieldRowPanel(["client_word", "clients_word"]),
            ],
            heading=_("Words"),
        ),
    ]

    class Meta:
        verbose_name = _("name, colours and contact")

    def __str__(self):
        return self.name

    def save(self, *args, **options):
        """Give Wagtail's own site the name too: its admin shows it, and the rooms below sign mails with it."""
        super().save(*args, **options)
        Site.objects.filter(pk=self.site_id).update(site_name=self.name)

    @property
    def footer_page_ids(self):
        return [block["value"] for block in self.footer_pages.raw_data]

    @property
    def chosen_colours(self):
        """Return the main and the second colour."""
        palette = colours.PALETTES[self.palette]
        return self.own_primary or palette.primary, self.own_accent or palette.accent

    @property
    def has_own_colours(self):
        """Tell whether the site looks other than `tokens.css` says by itself."""
        palette = colours.PALETTES[colours.DEFAULT]
        return tuple(colour.upper() for colour in self.chosen_colours) != (palette.primary, palette.accent)

    @cached_property
    def colour_sheet(self):
        return colours.sheet(*self.chosen_colours)

    @property
    def colour_version(self):
        """Return a word that changes whenever the sheet does."""
        return hashlib.sha256(self.colour_sheet.encode()).hexdigest()[:12]

    @property
    def words(self):
        """Return what practitioners and clients are called, in the active language."""
        general = {
            "practitioner": _("practitioner"),
            "practitioners": _("practitioners"),
            "client": _("client"),
            "clients": _("clients"),
        }
        # The practice chose its words in its own language; in another one they would be foreign.
        if get_language() != settings.LANGUAGE_CODE:
            return general
        return {name: getattr(self, f"{name}_word") or word for name, word in general.items()}
