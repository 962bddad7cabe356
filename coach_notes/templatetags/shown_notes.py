"""Whether there are notes for a client to read; the notes themselves are on a page of their own, which logs it."""

from django import template

from coach_notes.models import Note

register = template.Library()


@register.simple_tag(takes_context=True)
def shown_notes(context, appointment=None):
    """Tell how many notes, on that appointment if there is one, are shown to whoever looks at the page."""
    notes = Note.objects.shown_to(context["request"].user)
    return (notes.filter(appointment=appointment) if appointment else notes).count()
