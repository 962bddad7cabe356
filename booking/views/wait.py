"""The waiting list for those who wait: getting on it, what is kept for one, taking it, and leaving."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from booking import actions, draft, guests, holds, links, permissions, proposals, questions, waiting, wording
from booking.choice import Choice, all_choices, matching
from booking.forms import GuestWaitForm, WaitForm
from booking.models import Appointment, State, WaitingEntry
from booking.weeks import day_from_address
from people.actions import client_for
from practice.models import BookingRules, PublishedSlot
from practice.wording import when_in_words

from .card import Notice, Offer
from .summary import length_and_price, rows_of_choice, rows_of_zone
from .visits import admit, inactive, visit_of

#: Where a session keeps the links that were opened in this browser: the reference of an entry and the token.
KNOWN = "booking_waiting"
MOST_KNOWN = 20
#: The parameters of an address for the days that are looked at.
DAYS_IN_ADDRESS = {"first_day": "du", "last_day": "au"}
#: How many of the times that are free already are shown to someone who wants to wait.
MOST_FREE = 6
LONGEST_KEY = 19


# --- Getting on the list ---------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request):
    """Ask for which days someone waits, and put them on the list on POST; what is free already is shown instead."""
    everything, rules, now = all_choices(), BookingRules.load(), timezone.now()
    choices, all_known = matching(everything, request.GET)
    if not rules.has_waiting_list or not all_known or len(choices) != 1:
        return redirect(f"{reverse('booking:week')}?{request.GET.urlencode()}")
    is_guest = not request.user.is_authenticated
    if is_guest and not permissions.may_book_as_guest():
        return redirect_to_login(request.get_full_path())
    choice = choices[0]
    form = form_for(request, choice, is_guest=is_guest, now=now)
    if not form.is_bound:
        return join_page(request, choice, everything, form, now=now)
    if not form.is_valid():
        return join_page(request, choice, everything, form, now=now, status=422)
    client = form.client() if is_guest else client_for(user=request.user)
    wish = {"practitioner": choice.practitioner, "service": choice.service, "place": choice.place, **form.days()}
    if is_guest and not guests.may_book(request):
        form.add_error(None, _("That was asked many times from your network. Try again in an hour, or log in."))
        return join_page(request, choice, everything, form, now=now, status=429)
    try:
        entry = waiting.join(client=client, **wish, now=now)
    except waiting.FreeAlready as free:
        text = _("There are free times on these days:")
        notice = free_now(free.starts, choice.place, choice.details_url, text)
        return join_page(request, choice, everything, form, now=now, notices=[notice])
    except actions.BookingRefused as refused:
        asked = {"practitioner": choice.practitioner, "service": choice.service, "place": choice.place}
        form.add_error(None, wording.sentence_for(refused, **asked, now=now, to_guest=is_guest))
        return join_page(request, choice, everything, form, now=now, status=409)
    # A guest comes back by the link in their mail: an address that was typed opens nothing.
    return redirect("booking:on_the_list") if is_guest else redirect("booking:waiting", entry.reference)


@never_cache
@require_safe
def on_the_list(request):
    """Tell a guest that they are on the list, and will find the link in their mail."""
    return render(request, "booking/on_the_list.html")


def form_for(request, choice, *, is_guest, now):
    form_class = GuestWaitForm if is_guest else WaitForm
    days = {name: day_from_address(request.GET.get(key, "")) for name, key in DAYS_IN_ADDRESS.items()}
    typed = request.POST if request.method == "POST" else None
    return form_class(typed, initial=days, today=now.astimezone(choice.place.zone).date())


def join_page(request, choice, everything, form, *, now, notices=(), status=200):
    summary = [*rows_of_choice(choice, everything), *rows_of_zone(choice.place, request.user, now)]
    context = {"form": form, "choice": choice, "summary": summary, "notices": notices, "week_url": choice.week_url()}
    return render(request, "booking/wait.html", context, status=status)


def free_now(starts, place, url_for, text):
    offers = [Offer(start.astimezone(place.zone), url_for(start)) for start in starts[:MOST_FREE]]
    return Notice(text, kind="tip", offers=offers)


@require_POST
def for_earlier(request, visit):
    """Wait for anything earlier than an appointment; what is free already is shown instead."""
    now, appointment = timezone.now(), visit.appointment
    try:
        entry = waiting.wait_for_earlier(appointment=appointment, by=visit.who, now=now)
    except waiting.FreeAlready as free:
        messages.info(request, _("An earlier time is free already: choose it here."))
        return redirect(f"{visit.move_url}?date={free.starts[0].astimezone(appointment.place.zone).date()}")
    except actions.BookingRefused:
        messages.error(request, _("This appointment can no longer be changed."))
        return redirect(visit.page_url)
    return redirect("booking:waiting", entry.reference)


# --- Coming back -----------------------------------------------------------------------------------


@never_cache
@require_safe
def opened(request, token):
    """Lead from the link in a mail to the page of the wait, whose address opens nothing by itself."""
    entry = links.entry_with(token)
    if entry and request.method == "GET" and not is_theirs(request.user, entry):
        remember(request, entry)
    answer = redirect("booking:waiting", entry.reference) if entry else redirect("booking:inactive_link")
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def remember(request, entry):
    """Let this browser see the wait whose link was opened here."""
    known = {**request.session.get(KNOWN, {}), str(entry.reference): links.token_of(entry)}
    request.session[KNOWN] = dict(list(known.items())[-MOST_KNOWN:])
    # Who knew the session before it could do this must not be able to do it.
    request.session.cycle_key()


def is_theirs(user, entry):
    return user.is_authenticated and entry.client.user_id == user.pk


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_page(request, reference):
    """Show what someone waits for and what is kept for them; POST takes it, lets it pass, or leaves the list."""
    entry = WaitingEntry.objects.with_parties().filter(reference=reference).first()
    if entry is None or not may_see(request, entry):
        return inactive(request)
    if request.method == "POST":
        try:
            return answer(request, entry, now=timezone.now())
        except actions.BookingRefused as refused:
            messages.error(request, wording.why_still_waiting(refused, entry, now=timezone.now()))
            return redirect("booking:waiting", reference)
    return entry_page(request, entry, now=timezone.now())


def may_see(request, entry):
    if entry.client.is_blocked:
        return False
    token = request.session.get(KNOWN, {}).get(str(entry.reference))
    if is_theirs(request.user, entry) or (token and links.entry_with(token) == entry):
        return True
    return entry.is_for_earlier and visit_of(request, entry.appointment.reference) is not None


def entry_page(request, entry, *, now, notices=(), status=200):
    zone = entry.place.zone
    choice = Choice(entry.service, entry.practitioner, entry.place)
    proposal = proposals.open_proposal(entry)
    if proposal and not proposal.is_open(now):
        proposal = None
    context = {
        "entry": entry,
        "choice": choice,
        "days": wording.days_awaited(entry),
        "notices": notices,
        "proposal": proposal,
        "week_url": choice.week_url(),
        "length_and_price": length_and_price(entry.service),
        "zone_rows": list(rows_of_zone(entry.place, request.user, now)),
    }
    if proposal:
        start, end = proposal.start_at, proposal.end_at
        slot = PublishedSlot.objects.booked_as(proposal.practitioner, entry.service, entry.place, start)
        context |= {
            "when": when_in_words(start, end, zone),
            "until": when_in_words(proposal.expires_at, None, zone, year=False),
            "slot": slot,
            "length_and_price": length_and_price(slot or entry.service),
            "zone_rows": list(rows_of_zone(entry.place, entry.client, start, end=end)),
        }
    if entry.appointment:
        context["present"] = when_in_words(entry.appointment.start_at, entry.appointment.end_at, zone)
    return render(request, "booking/waiting.html", context, status=status)


# --- Answering -------------------------------------------------------------------------------------


def answer(request, entry, *, now):
    if "leave" in request.POST:
        waiting.leave(entry=entry, now=now)
        return redirect("booking:waiting", entry.reference)
    proposal = get_object_or_404(entry.proposals.select_related("practitioner"), pk=key_in(request.POST))
    proposal.entry = entry
    if "take" in request.POST:
        return take(request, proposal, now=now)
    if "pass" in request.POST and proposals.let_pass(proposal=proposal, now=now):
        hold = holds.current(request, now=now)
        if hold and hold.pk == proposal.hold_id:
            holds.forget(request)
        messages.success(request, _("This time goes to the next person. You stay on the waiting list."))
    return redirect("booking:waiting", entry.reference)


def key_in(posted):
    """Return the key of the proposal that a form names; 0, which none has, for what is no key."""
    text = posted.get("proposal", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_KEY else 0


def take(request, proposal, *, now):
    """Book it, or swap; where the service has questions that must be answered, they come first."""
    entry = proposal.entry
    if entry.is_waiting and not entry.is_for_earlier and questions.must_be_answered(entry.service):
        return ask_first(request, proposal, now=now)
    who = request.user if is_theirs(request.user, entry) else entry.client
    try:
        appointment = actions.take(proposal=proposal, by=who, now=now)
    except actions.BookingRefused as refused:
        return refused_page(request, proposal, refused, now=now)
    return redirect(page_of(request, appointment, who, now=now))


def page_of(request, appointment, who, *, now):
    if who == request.user:
        return reverse("booking:appointment", args=[appointment.reference])
    return admit(request, appointment, now=now).page_url


def ask_first(request, proposal, *, now):
    """Lead to the questions of the service, with the time kept as it is."""
    entry = proposal.entry
    if entry.client.user_id and not is_theirs(request.user, entry):
        return redirect_to_login(reverse("booking:waiting", args=[entry.reference]))
    if hold := Appointment.objects.filter(pk=proposal.hold_id, state=State.HELD).first():
        holds.adopt(request, hold, now=now)
    if entry.client.user_id is None:
        draft.fill_in(request, name=entry.client.name, email=entry.client.email)
    choice = Choice(entry.service, proposal.practitioner, entry.place)
    return redirect(choice.details_url(proposal.start_at))


def refused_page(request, proposal, refused, *, now):
    """Say why it cannot be had any more, with the nearest free times."""
    entry = proposal.entry
    text = wording.sentence_for(
        refused,
        practitioner=proposal.practitioner,
        service=entry.service,
        place=entry.place,
        now=now,
        start=proposal.start_at,
        to_guest=not is_theirs(request.user, entry),
    )
    notice = Notice(text, kind="error", offers=offers_instead(entry, refused.nearest))
    return entry_page(request, entry, now=now, notices=[notice], status=409)


def offers_instead(entry, nearest):
    """Return the nearest free times as links; who has an appointment moves it from its own page."""
    if entry.is_for_earlier:
        return []
    choice = Choice(entry.service, entry.practitioner, entry.place)
    return [Offer(start.astimezone(entry.place.zone), choice.details_url(start)) for start in nearest]
