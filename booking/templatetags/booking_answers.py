"""What clients answered, in the reader's language."""

from django import template

from booking import questions

register = template.Library()


@register.filter
def answer_in_words(answer):
    """Return an answer as one reads it; of several choices each stands on a line of its own."""
    return questions.in_words(answer)
