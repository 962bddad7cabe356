"""The settings of the site: its name, words, colours and contact."""

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
from wagtail.fields import StreamField
from wagtail.models import Site

from home import colours


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
