"""The people who work here, on one page: those whose time can be booked, and everybody else."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.search import index

from home.blocks import BodyBlock, TeamBlock
from home.pictures import UPRIGHT, with_renditions
from practice.models import Practitioner

from .pages import SitePage


@dataclass(frozen=True)
class Member:
    """Someone on the page of the team; `practitioner` is set where their time can be booked."""

    name: str
    role: str
    text: str
    picture: Image | None
    practitioner: Practitioner | None


class TeamPage(SitePage):
    """Who works here. Practitioners are shown as the practice has written them down; others are written here."""

    lead = models.TextField(_("introduction"), blank=True, help_text=_("Two or three lines under the title."))
    team = StreamField(TeamBlock(), verbose_name=_("people"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("further down"), blank=True)

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    search_fields = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("team"),
        index.SearchField("body"),
    ]
    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("team"), FieldPanel("body")]

    class Meta:
        verbose_name = _("team page")
        verbose_name_plural = _("team pages")

    @property
    def heading(self):
        return self.title

    @cached_property
    def members(self):
        """Return each `Member` in the order of the page; who was deleted meanwhile is left out."""
        entries = [entry for entry in self.team if entry.value]
        pictures = pictures_of([picture_key(entry) for entry in entries])
        return [member(entry, pictures.get(picture_key(entry))) for entry in entries]


def picture_key(entry):
    """Return the key of the portrait of an entry, or None."""
    if entry.block_type == "practitioner":
        return entry.value.photo_id
    picture = entry.value["picture"]
    return picture and picture.pk


def pictures_of(keys):
    """Return `{key: picture}` with the sizes that were made already, in two queries."""
    wanted = {key for key in keys if key}
    return {one.pk: one for one in with_renditions(get_image_model().objects.filter(pk__in=wanted), UPRIGHT)}


def member(entry, picture):
    one = entry.value
    if entry.block_type == "practitioner":
        return Member(one.name, one.title, one.bio, picture, one if one.is_active else None)
    return Member(one["name"], one["role"], one["text"], picture, None)
