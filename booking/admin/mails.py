"""“E-mails”: what each mail says, in each language, to be reworded and tried; and a test of the mail server."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from booking import mail_server, permissions, placeholders, sample, texts
from booking.models import MailText, OutboxMessage
from people.adapter import WHOLE_ADDRESS

Kind = OutboxMessage.Kind
Reader = MailText.Reader
LANGUAGES = settings.LANGUAGES
#: A page of a mail stays below 20 KB, whatever the script.
LONGEST = 5_000


class MailsMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.may_word_mails(request.user)


class MailsMixin(WagtailAdminTemplateMixin):
    header_icon = "mail"

    def dispatch(self, request, *args, **kwargs):
        if not permissions.may_word_mails(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


# --- All of them, and the server ------------------------------------------------------------------


class TestForm(forms.Form):
    address = forms.EmailField(
        label=_("To"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": WHOLE_ADDRESS, "invalid": WHOLE_ADDRESS},
    )


class MailsView(MailsMixin, FormView):
    """GET shows the texts and the settings; POST sends a test mail and says what the server answered."""

    template_name = "booking/admin/mails.html"
    page_title = _("E-mails")
    form_class = TestForm

    def get_initial(self):
        return {"address": self.request.user.email}

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(sections=list(sections()), server=server_in_words(), **kwargs)

    def form_valid(self, form):
        answer = mail_server.send_test(form.cleaned_data["address"])
        return self.render_to_response(self.get_context_data(form=form, answer=answer))


def sections():
    """Yield each reader with their mails, and of each its text in every language."""
    worded = set(MailText.objects.values_list("kind", "reader", "language"))
    for reader in Reader:
        kinds = [kind for kind in Kind if (kind, reader) in texts.SHIPPED]
        yield reader, [(kind, list(in_each_language(kind, reader, worded))) for kind in kinds]


def in_each_language(kind, reader, worded):
    """Yield the address of a text, its language, and whether the practice worded it."""
    for language, name in LANGUAGES:
        yield address_of(kind, reader, language), capfirst(name), (kind, reader, language) in worded


def address_of(kind, reader, language, name="text"):
    return reverse(f"mails_admin:{name}", args=[kind, reader, language])


def server_in_words():
    """Return what the environment says of mails, as pairs of a label and words; no password is among them."""
    connection_class = settings.EMAIL_BACKEND.rpartition(".")[2]
    is_smtp = settings.EMAIL_BACKEND.startswith("django.core.mail.backends.smtp")
    return [
        (_("Server"), f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}" if is_smtp else connection_class),
        (_("Sender"), settings.DEFAULT_FROM_EMAIL),
        (_("Sender of discreet e-mails"), settings.DISCREET_FROM_EMAIL),
        (_("Copies of every notification"), ", ".join(settings.NOTIFICATION_EMAIL) or _("nobody")),
    ]


# --- One text -------------------------------------------------------------------------------------


class MailTextForm(forms.Form):
    """Shows the names of placeholders in the language of the reader of the screen, and keeps them in ours."""

    subject = forms.CharField(label=_("Subject"), max_length=300)
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        help_text=_(
            "An empty line begins a new paragraph. An address at the end of a line becomes a button, with the words "
            "before it. A line is left out where its placeholder has nothing to say, such as a word nobody wrote."
        ),
        widget=forms.Textarea(attrs={"rows": 16}),
    )

    def __init__(self, *args, kind, reader, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.reader = kind, reader
        for field in self.fields.values():
            field.widget.attrs["lang"] = language

    def clean_subject(self):
        return self.checked("subject", placeholders.problems_of_subject)

    def clean_body(self):
        return self.checked("body", placeholders.problems_of_body)

    def checked(self, name, problems_of):
        text = placeholders.kept(self.cleaned_data[name].replace("\r\n", "\n"))
        if problems := problems_of(self.kind, self.reader, text):
            raise forms.ValidationError(problems)
        return text

    def text(self):
        return texts.Text(self.cleaned_data["subject"], self.cleaned_data["body"])


class OneTextMixin(MailsMixin):
    """The text that the address names: a message, a reader and a language."""

    def dispatch(self, request, *args, kind, reader, language, **kwargs):
        if (kind, reader) not in texts.SHIPPED or language not in dict(LANGUAGES):
            raise Http404
        self.kind, self.reader, self.language = Kind(kind), Reader(reader), language
        return super().dispatch(request, *args, **kwargs)

    @property
    def key(self):
        return {"kind": self.kind, "reader": self.reader, "language": self.language}

    @cached_property
    def own(self):
        """Return the practice's own text, or None."""
        return MailText.objects.filter(**self.key).first()

    @cached_property
    def shipped(self):
        return texts.shipped_in(self.language, self.kind, self.reader)

    @property
    def text_url(self):
        return address_of(**self.key)


class MailTextView(OneTextMixin, FormView):
    """Word one text; the button `preview` shows what is typed, and keeps nothing."""

    template_name = "booking/admin/mail_text.html"
    form_class = MailTextForm

    def get_page_title(self):
        return f"{self.kind.label} · {self.reader.label}"

    def get_page_subtitle(self):
        return capfirst(dict(LANGUAGES)[self.language])

    def get_breadcrumbs_items(self):
        index = {"url": reverse("mails_admin:index"), "label": MailsView.page_title}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    @property
    def text(self):
        return texts.Text(self.own.subject, self.own.body) if self.own else self.shipped

    def get_initial(self):
        return {"subject": placeholders.shown(self.text.subject), "body": placeholders.shown(self.text.body)}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | self.key

    def get_context_data(self, *, letter=None, **kwargs):
        form = kwargs.get("form")
        if letter is None and not (form and form.is_bound):
            letter = self.tried(self.text)
        return super().get_context_data(
            letter=letter,
            is_own=self.own is not None,
            allowed=placeholders.allowed(self.kind, self.reader),
            others=[(address_of(self.kind, self.reader, code), capfirst(name), code) for code, name in LANGUAGES],
            language=self.language,
            shipped_url=address_of(**self.key, name="shipped"),
            **kwargs,
        )

    def tried(self, text):
        return sample.try_on(text, **self.key, now=timezone.now())

    def form_valid(self, form):
        text = form.text()
        if "preview" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, letter=self.tried(text)))
        texts.word(**self.key, text=text, by=self.request.user)
        messages.success(self.request, _("Kept. The next e-mails say it so."))
        return redirect(self.text_url)


class ShippedView(OneTextMixin, FormView):
    """Ask once, then go back to the shipped text."""

    template_name = "booking/admin/mail_shipped.html"
    page_title = _("Back to the shipped text")
    form_class = forms.Form

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("mails_admin:index"), "label": MailsView.page_title},
            {"url": self.text_url, "label": self.kind.label},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        letter = sample.try_on(self.shipped, **self.key, now=timezone.now())
        return super().get_context_data(letter=letter, language=self.language, text_url=self.text_url, **kwargs)

    def form_valid(self, form):
        texts.word(**self.key, text=self.shipped, by=self.request.user)
        messages.success(self.request, _("The shipped text is back."))
        return redirect(self.text_url)


urlpatterns = [
    path("e-mails/", MailsView.as_view(), name="index"),
    path("e-mails/<slug:kind>/<slug:reader>/<slug:language>/", MailTextView.as_view(), name="text"),
    path("e-mails/<slug:kind>/<slug:reader>/<slug:language>/fourni/", ShippedView.as_view(), name="shipped"),
]
