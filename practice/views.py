"""A practitioner's own corner on the public site: profile, hours, absences. Their appointments are `booking`'s."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from . import actions
from .clashes import SettingsClash
from .decorators import for_practitioners
from .forms import OwnAbsenceForm, OwnHoursForm, ProfileForm
from .forms.hours import copied
from .models import Absence, OpeningHours
from .starts import starts_given_by
from .wording import period_in_words

#: The key of a row in an address is no longer than this.
LONGEST_KEY = 19
asks_and_changes = require_http_methods(["GET", "HEAD", "POST"])


def kept(request, row, *, is_new=False):
    """Write down who kept `row`, and say so on the page to come."""
    log(instance=row, action="wagtail.create" if is_new else "wagtail.edit", user=request.user)
    messages.success(request, _("Kept: %(object)s.") % {"object": row})


# --- Profile --------------------------------------------------------------------------------------


@for_practitioners
@asks_and_changes
def profile(request, practitioner):
    form = ProfileForm(request.POST or None, request.FILES or None, instance=practitioner)
    if form.is_valid():
        form.save()
        kept(request, practitioner)
        return redirect("practice:profile")
    if form.is_bound:
        practitioner.refresh_from_db()
    context = {"form": form, "practitioner": practitioner}
    return render(request, "practice/own/profile.html", context, status=422 if form.is_bound else 200)


# --- Opening hours --------------------------------------------------------------------------------


@for_practitioners
@require_safe
def hours(request, practitioner):
    rows = practitioner.opening_hours.select_related("place").prefetch_related("windows")
    lines = [{"hours": row, "period": period_in_words(row)} for row in rows]
    return render(request, "practice/own/hours.html", {"lines": lines})


@for_practitioners
@asks_and_changes
def change_hours(request, practitioner, pk=None):
    """Write new hours (`pk` None) or change some; the button “show the starts” keeps nothing."""
    form, clash = hours_form(request, practitioner, pk, request.POST or None), None
    if form.is_bound and "show-starts" not in request.POST and form.is_valid():
        try:
            with agreed_to(request, practitioner):
                form.save()
        except SettingsClash as found:
            if pk is None:
                # What was saved was undone with the rest.
                form.instance.pk, form.instance._state.adding = None, True
            clash = found
            form.add_error(None, _("Nothing is kept yet: look at the appointments below first."))
        else:
            kept(request, form.instance, is_new=pk is None)
            return redirect("practice:hours")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "pk": pk, "clash": clash, **starts_given_by(form)}
    return render(request, "practice/own/hours_form.html", context, status=status)


def agreed_to(request, practitioner):
    """Return within what hours are changed: appointments that would no longer fit are listed and agreed to first."""
    agreed = request.POST.get("agreed", "")
    return actions.changing_settings(concerning=[practitioner], now=timezone.now(), agreed=agreed)


@for_practitioners
@require_safe
def starts(request, practitioner, pk=None):
    """Answer with the starts that the fields in the query give, while they are typed."""
    form = hours_form(request, practitioner, pk, request.GET)
    return render(request, "practice/admin/starts.html", starts_given_by(form))


def hours_form(request, practitioner, pk, given):
    row = get_object_or_404(practitioner.opening_hours, pk=pk) if pk else OpeningHours()
    return OwnHoursForm(given, instance=row, practitioner=practitioner, initial=hours_to_copy(request, practitioner))


def hours_to_copy(request, practitioner):
    """Return with what new hours begin: a copy of those that `comme` in the address names, for the other days."""
    asked = request.GET.get("comme", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_KEY):
        return None
    return copied(get_object_or_404(practitioner.opening_hours, pk=asked))


@for_practitioners
@asks_and_changes
def delete_hours(request, practitioner, pk):
    row, clash = get_object_or_404(practitioner.opening_hours, pk=pk), None
    name = str(row)
    if request.method == "POST":
        try:
            with agreed_to(request, practitioner):
                log(instance=row, action="wagtail.delete", user=request.user)
                actions.delete_hours(hours=row)
        except SettingsClash as found:
            clash = found
        else:
            messages.success(request, _("Taken away: %(object)s.") % {"object": name})
            return redirect("practice:hours")
    context = {
        "row": name,
        "back": "practice:hours",
        "clash": clash,
        "consequence": _("Nothing more can be booked in these hours. What is booked stays."),
    }
    return render(request, "practice/own/delete.html", context, status=422 if clash else 200)


# --- Absences -------------------------------------------------------------------------------------


@for_practitioners
@require_safe
def absences(request, practitioner):
    """List what is not over: their own, to be changed, and the closures of the whole practice, to be read."""
    coming = Absence.objects.entered().filter(end_at__gt=timezone.now()).order_by("start_at", "pk")
    context = {
        "own": coming.filter(practitioner=practitioner),
        "closures": coming.filter(practitioner__isnull=True),
    }
    return render(request, "practice/own/absences.html", context)


@for_practitioners
@asks_and_changes
def change_absence(request, practitioner, pk=None):
    """Write a new absence (`pk` None) or change one; what it touches is shown first, and asked about."""
    row = own_absence(practitioner, pk) if pk else Absence()
    form = OwnAbsenceForm(request.POST or None, instance=row, practitioner=practitioner)
    if form.is_valid():
        try:
            kept(request, form.save(), is_new=pk is None)
        except actions.AbsenceTouches as found:
            form.ask_about(found.clashes)
        else:
            return redirect("practice:absences")
    context = {"form": form, "pk": pk}
    return render(request, "practice/own/absence_form.html", context, status=422 if form.is_bound else 200)


@for_practitioners
@asks_and_changes
def delete_absence(request, practitioner, pk):
    row = own_absence(practitioner, pk)
    if request.method == "POST":
        log(instance=row, action="wagtail.delete", user=request.user)
        messages.success(request, _("Open for booking again: %(object)s.") % {"object": row})
        actions.delete_absence(absence=row)
        return redirect("practice:absences")
    context = {"row": row, "back": "practice:absences", "consequence": _("This time will be open for booking again.")}
    return render(request, "practice/own/delete.html", context)


def own_absence(practitioner, pk):
    """Return an absence that they entered here; one that is read in a calendar kept elsewhere is changed there."""
    row = practitioner.absences.entered().filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
