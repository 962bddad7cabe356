"""The tags behind `templates/components/`: what a template cannot work out from values alone."""

from django import forms, template
from django.utils.html import format_html

register = template.Library()

CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.simple_tag
def icon(name):
    """Show an icon of `components/icons.html`. It says nothing to a screen reader: write the word beside it."""
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="#icon-{}"/></svg>', name)


@register.filter
def numbers(page):
    """Return the page numbers to show around `page`, with "…" where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.inclusion_tag("components/field.html")
def field(bound, label="", help="", optional=None):
    """Show a bound field: label, help, error, widget, tied to each other for a screen reader.

    A field that may stay empty says so, unless `optional` is False. A widget's placeholder is left out: a label that
    disappears while one types helps nobody.
    """
    return {
        "field": bound,
        "widget": bound.as_widget(attrs={"placeholder": False}),
        "label": label or bound.label,
        "help": help or bound.help_text,
        "optional": not bound.field.required if optional is None else optional,
        "kind": kind_of(bound),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*bound_forms):
    """List what is wrong in these forms, each with a link to its field. Nothing when all is well."""
    return {"problems": [problem for form in bound_forms if form for problem in problems_of(form)]}


def kind_of(bound):
    widget = bound.field.widget
    if isinstance(widget, CHOICES):
        return "choices"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"


def problems_of(form):
    """Return `{text, target}` for each error: first those of the whole form, then field by field, in order."""
    if not hasattr(form, "non_field_errors") or not form.is_bound:
        return []
    whole = [{"text": error, "target": ""} for error in form.non_field_errors()]
    hidden = [{"text": error, "target": ""} for bound in form.hidden_fields() for error in bound.errors]
    visible = [{"text": error, "target": target_of(bound)} for bound in form.visible_fields() for error in bound.errors]
    return whole + hidden + visible


def target_of(bound):
    """Return the id that a link to this field must name; a group of choices is reached at its first."""
    return f"{bound.auto_id}_0" if kind_of(bound) == "choices" else bound.id_for_label
