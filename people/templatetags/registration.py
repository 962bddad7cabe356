"""Who may open an account, for the pages that say so."""

from django import template

from people.models import RegistrationRules

register = template.Library()


@register.simple_tag
def registration_rules():
    return RegistrationRules.load()
