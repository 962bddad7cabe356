"""“Réserver pour un client”: someone is found, or written down, and a free time is booked for them, on one screen."""

import datetime as dt
import uuid
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from booking import actions, availability, permissions, why, wording
from booking.choice import PARAMETERS, Choice, all_choices, matching
from booking.weeks import Calendar, start_from_address
from people.actions import add_client
from people.adapter import WHOLE_ADDRESS
from people.admin.ways_back import came_from
from people.models import Client
from people.twins import twins_of
from practice.wording import when_in_words

from .free_times import FreeTimes
from .lists import BelowTheListMixin
from .why import findings, shown
from .wish import AnswersForm, WishForm

WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)
MOST_FOUND = 10


# --- Whom -----------------------------------------------------------------------------------------


class NewClientForm(forms.ModelForm):
    """Someone who is not known yet. Without an address nothing is sent to them."""

    required_css_class = "required"

    class Meta:
        model = Client
        fields = ["name", "email", "phone"]
        error_messages = {
            "name": {"required": _("Enter their full name")},
            "email": {"invalid": WHOLE_ADDRESS},
        }
        help_texts = {"email": _("For the confirmation and the reminders. Empty: nothing is sent to them.")}

    def likely_twins(self, known):
        """Return those of `known`, a queryset of clients, who may be the same person."""
        return twins_of(known, name=self.cleaned_data["name"], email=self.cleaned_data["email"])


def found_by(user, words):
    """Return the first of those whom `user` may know of and whom the words name, and whether there are more."""
    words = words.replace("\0", "").strip()
    if not words:
        return [], False
    found = list(permissions.clients_for(user).found_by(words).order_by("name", "pk")[: MOST_FOUND + 1])
    return found[:MOST_FOUND], len(found) > MOST_FOUND


# --- The screen -----------------------------------------------------------------------------------


class BookForView(BelowTheListMixin, WagtailAdminTemplateMixin, TemplateView):
    """The address says who and what; only the two buttons, “new client” and “book”, change anything."""

    template_name = "booking/admin/behalf.html"
    page_title = _("Book for a client")
    header_icon = "plus-inverse"

    def dispatch(self, request, *args, **kwargs):
        if not permissions.works_here(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def now(self):
        return timezone.now()

    @cached_property
    def client(self):
        """Return the client of the address, or None; one whom the reader may not know of is a 404."""
        pk = self.request.GET.get("client", "")
        if not pk:
            return None
        if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
            raise Http404
        return get_object_or_404(permissions.clients_for(self.request.user).select_related("user"), pk=pk)

    @cached_property
    def choices(self):
        """Return what the reader may book: with everyone, with anyone too, or with themselves."""
        own = set(permissions.practitioners_for(self.request.user).values_list("pk", flat=True))
        with_anyone = permissions.sees_all(self.request.user)
        return [one for one in all_choices() if (one.practitioner.pk in own if one.practitioner else with_anyone)]

    @cached_property
    def form(self):
        """Return the form, filled with what the address says and, for the rest, with what there is first.

        Who receives people begins with their own times, others with anyone's.
        """
        asked = self.request.GET
        agreeing = matching(self.choices, asked)[0]
        own = (one for one in agreeing if one.practitioner and one.practitioner.user_id == self.request.user.pk)
        first = next(own, agreeing[0])
        day = self.now.astimezone(first.place.zone).date()
        if "jour" not in asked and (free := availability.next_free(*first.parts, now=self.now, count=1)):
            day = free[0].astimezone(first.place.zone).date()
        given = {**first.parameters, "jour": day.isoformat(), "client": str(self.client.pk), "heure": ""}
        data = {**given, **{name: asked[name] for name in WishForm.NAMES if name in asked}}
        return WishForm(data, reader=self.request.user, client=self.client, choices=self.choices)

    @cached_property
    def answers_form(self):
        """Return the form of what the service asks, with what was sent of it; None until it is known which."""
        if not self.form.is_valid():
            return None
        return AnswersForm(self.request.POST or None, service=self.form.question()["service"])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(choices=self.choices, client=self.client, **kwargs)
        if self.client is None:
            return {**self.whom(), **context}
        return {**(self.when() if self.choices else {}), **context}

    def whom(self):
        words = self.request.GET.get("q", "")
        return {"new_form": NewClientForm(), **people_of(self.request), "q": words}

    def when(self):
        """Return the answer to the time that was asked about, or the week."""
        parts = {"form": self.form, "key": uuid_of(self.request.POST.get("key")) or uuid.uuid4()}
        if not self.form.is_valid():
            return parts
        parts |= {"answers_form": self.answers_form, "chosen": self.request.POST.get("debut")}
        if self.form.cleaned_data["heure"]:
            return {
                **parts,
                **findings(self.form, self.now),
                "week_url": self.form.address(self.form.cleaned_data["jour"]),
            }
        return {**parts, **self.week()}

    def week(self):
        """Return the free times of the week that is shown, and, where the client can have none, why not."""
        question, day = self.form.question(), self.form.cleaned_data["jour"]
        choice = Choice(*(question[part] for part in ("service", "practitioner", "place")))
        week = FreeTimes(
            Calendar(choice, now=self.now, client=self.client),
            day,
            month=self.request.GET.get("mois", ""),
            address=lambda jour, **more: f"{self.form.address(jour, **more)}#reponse",
        )
        return {"week": week, "told": self.sentence(week.refusal) if week.refusal else ""}

    def sentence(self, refused, start=None):
        question = self.form.question()
        parts = {name: question[name] for name in PARAMETERS}
        return wording.sentence_for(refused, **parts, now=self.now, start=start)

    # --- What is done ---

    def post(self, request, *args, **kwargs):
        return self.book() if self.client else self.make_client()

    def make_client(self):
        form = NewClientForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(new_form=form), status=422)
        twins = form.likely_twins(permissions.clients_for(self.request.user))
        if twins and "another" not in self.request.POST:
            twins = [(one, self.address(client=one.pk)) for one in twins]
            return self.render_to_response(self.get_context_data(new_form=form, twins=twins))
        client = add_client(client=form.save(commit=False), by=self.request.user)
        messages.success(self.request, _("%(name)s is among your clients. Now choose a time.") % {"name": client})
        return redirect(self.address(client=client.pk))

    def book(self):
        if not self.choices or not self.form.is_valid():
            return self.again(422)
        start = start_from_address(self.request.POST.get("debut", ""))
        if start is None:
            messages.error(self.request, _("Choose one of the free times."))
            return self.again(422)
        if not self.answers_form.is_valid():
            return self.again(422)
        parts = {name: self.form.question()[name] for name in (*PARAMETERS, "client")}
        try:
            appointment = actions.book_for(
                **parts,
                start=start,
                by=self.request.user,
                now=self.now,
                idempotency_key=uuid_of(self.request.POST.get("key")),
                answers=self.answers_form.answers(),
            )
        except actions.BookingRefused as refused:
            messages.error(self.request, self.sentence(refused, start))
            return self.again(409, why.explain(**parts, start=start, reader=self.request.user, now=self.now))
        messages.success(self.request, done(appointment, names_whom=parts["practitioner"] is None))
        back = came_from(self.request)
        return redirect(back) if back else redirect("rendez-vous_modeladmin_inspect", appointment.pk)

    def again(self, status, answer=None):
        """Show the screen again with what was typed, and, if there is one, the answer to why a time was refused."""
        context = self.get_context_data()
        if answer:
            context |= {"answers": [shown(answer, self.form, tell_zone=False)], **self.week()}
        return self.render_to_response(context, status=status)

    def address(self, **changed):
        return address_of(self.request, **changed)


def address_of(request, **changed):
    """Return the address of this screen, with what was chosen so far."""
    return f"{reverse('booking_admin:book_for')}?{urlencode({**kept_in(request), **changed})}"


def kept_in(request):
    """Return what was chosen so far, such as a time in the agenda, while someone is looked for."""
    return {name: request.GET[name] for name in WishForm.NAMES if request.GET.get(name)}


def people_of(request):
    """Return those whom the words of the search name, each with the address that chooses them."""
    people, has_more = found_by(request.user, request.GET.get("q", ""))
    return {
        "kept": kept_in(request),
        "people": [(one, address_of(request, client=one.pk)) for one in people],
        "has_more": has_more,
        "is_searching": bool(request.GET.get("q", "").strip()),
    }


def people_view(request):
    """Answer with those whom the words name, while they are typed."""
    if not permissions.works_here(request.user):
        raise Http404
    return render(request, "booking/admin/behalf_people.html", people_of(request))


def uuid_of(text):
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def done(appointment, *, names_whom):
    """Return what was done, in words; `names_whom`: whoever books did not say with whom."""
    when = when_in_words(appointment.start_at, None, appointment.place.zone, year=False)
    if names_whom:
        when = _("%(when)s with %(name)s") % {"when": when, "name": appointment.practitioner.name}
    names = {"client": appointment.client.name, "when": when}
    if appointment.client.email:
        return _("Booked for %(client)s: %(when)s. The client is told by e-mail.") % names
    return _("Booked for %(client)s: %(when)s. Nothing is sent: there is no e-mail address.") % names


class BookForMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.works_here(request.user)


urlpatterns = [
    path("rendez-vous/reserver/", BookForView.as_view(), name="book_for"),
    path("rendez-vous/reserver/clients/", people_view, name="book_for_people"),
]
