"""News: short articles with a date, their index, and the feed to which readers subscribe."""

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from home.blocks import BodyBlock
from home.pictures import WIDE, with_renditions
from practice.models import practice_today

from .pages import SitePage

ON_ONE_PAGE = 9
IN_THE_FEED = 20


class NewsQuerySet(PageQuerySet):
    def latest_first(self):
        return self.order_by("-published_on", "-pk")

    def with_pictures(self):
        """Read the pictures along, with the sizes that were made already; two queries more."""
        return self.prefetch_related(
            models.Prefetch("picture", queryset=with_renditions(get_image_model().objects.all(), WIDE))
        )


class NewsIndexPage(RoutablePageMixin, SitePage):
    """All the news, the latest first, with a feed at `flux/`."""

    lead = models.TextField(_("introduction"), blank=True, help_text=_("Two or three lines under the title."))
    #: It has no blocks of its own: the news stand in their place.
    body = ()

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NewsPage"]
    search_fields = [*Page.search_fields, index.SearchField("lead")]
    content_panels = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("news index")
        verbose_name_plural = _("news indexes")

    @property
    def heading(self):
        return self.title

    def news(self):
        """Return what all may read, the latest first."""
        return NewsPage.objects.child_of(self).live().public().latest_first()

    @path("")
    def all_news(self, request):
        paginator = Paginator(self.news().with_pictures(), ON_ONE_PAGE)
        return self.render(request, context_overrides={"news": paginator.get_page(request.GET.get("page"))})

    @path("flux/", name="feed")
    def feed(self, request):
        """The latest news as an Atom feed."""
        from home.feeds import atom

        return HttpResponse(atom(self, self.news()[:IN_THE_FEED], request), content_type="application/atom+xml")


class NewsPage(SitePage):
    """One piece of news."""

    published_on = models.DateField(
        _("date"), default=practice_today, help_text=_("Shown under the title; the latest news come first.")
    )
    lead = models.TextField(
        _("introduction"), help_text=_("Two or three lines: they stand in the list of the news and in the feed too.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("further down"), blank=True)

    parent_page_types = ["home.NewsIndexPage"]
    subpage_types = []
    objects = PageManager.from_queryset(NewsQuerySet)()
    search_fields = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
        index.FilterField("published_on"),
    ]
    content_panels = [
        *Page.content_panels,
        FieldPanel("published_on"),
        FieldPanel("lead"),
        MultiFieldPanel(
            ["picture", "picture_text"],
            heading=_("Picture"),
            help_text=_("A wide picture, 16 to 9; above the text, and in the list of the news."),
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")

    @property
    def heading(self):
        return self.title

    @property
    def news_index(self):
        """Return the page of all the news."""
        return self.get_parent().specific
