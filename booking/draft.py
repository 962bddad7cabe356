"""What was typed, kept in a visitor's session until it is booked.

It is there again after a log-in on the way, a refusal, or whatever link leads to another time.
"""

from django.utils.datastructures import MultiValueDict

KEY = "booking_typed"
#: What is kept of one field, so that nobody fills the session.
MOST_VALUES, LONGEST = 50, 5000


def keep(request, form):
    """Keep what was posted in the fields of `form` that a person fills in. A field that is empty now is forgotten."""
    names = [bound.html_name for bound in form.shown_fields()]
    typed = {name: [value[:LONGEST] for value in request.POST.getlist(name)[:MOST_VALUES]] for name in names}
    before = request.session.get(KEY, {})
    draft = {name: values for name, values in {**before, **typed}.items() if any(values)}
    if draft != before:
        request.session[KEY] = draft


def fill_in(request, **values):
    """Let a form show these values at first, since it is known who sits there."""
    request.session[KEY] = {
        **request.session.get(KEY, {}),
        **{name: [value] for name, value in values.items() if value},
    }


def values(request):
    """Return what was typed so far, as a form takes what is posted."""
    return MultiValueDict(request.session.get(KEY, {}))


def initial(request):
    """Return what was typed so far, as a form takes what it shows at first: one value for each field, or a list."""
    return {name: typed if len(typed) > 1 else typed[0] for name, typed in values(request).lists()}


def forget(request):
    request.session.pop(KEY, None)
