"""The tags of `components/`: what a screen reader hears of a field, and where an error leads."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import translation


class Wish(forms.Form):
    email = forms.EmailField(
        label="Address",
        help_text="For the confirmation",
        widget=forms.EmailInput(attrs={"placeholder": "you@example.com", "autocomplete": "email"}),
    )
    place = forms.ChoiceField(label="Place", choices=[("a", "Lyon"), ("b", "Visio")], widget=forms.RadioSelect)
    subject = forms.CharField(label="Subject", required=False)
    terms = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("This time is taken")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def show(tag, **values):
    return Template("{% load ui %}" + tag).render(Context(values))


def problems(form):
    from site_core.templatetags.ui import problems_of

    return [(str(problem["text"]), problem["target"]) for problem in problems_of(form)]


def test_a_field_ties_label_help_and_error_to_its_input():
    html = show("{% field form.email %}", form=Wish({"email": "louise@"}))
    assert '<label for="id_email">Address</label>' in html
    assert 'id="id_email_helptext">For the confirmation<' in html
    assert 'id="id_email_error"><span class="visually-hidden">Error: </span>' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="louise@"' in html


def test_a_placeholder_is_left_out_and_the_rest_of_the_widget_kept():
    html = show("{% field form.email %}", form=Wish())
    assert "placeholder" not in html
    assert 'autocomplete="email"' in html


def test_a_field_without_error_says_nothing_of_errors():
    html = show("{% field form.email %}", form=Wish())
    assert "aria-invalid" not in html
    assert "Error" not in html
    assert 'aria-describedby="id_email_helptext"' in html


@pytest.mark.parametrize(
    ("tag", "says_optional"),
    [
        ("{% field form.subject %}", True),
        ("{% field form.subject optional=False %}", False),
        ("{% field form.email %}", False),
    ],
)
def test_only_a_field_that_may_stay_empty_says_so(tag, says_optional):
    assert ("(optional)" in show(tag, form=Wish())) is says_optional


def test_radios_stand_in_a_fieldset_that_carries_the_description():
    html = show("{% field form.place %}", form=Wish({}))
    assert '<fieldset class="field field--error" aria-describedby="id_place_error">' in html
    assert html.count('type="radio"') == 2
    assert "<legend>Place" in html


def test_the_words_of_the_tag_win_over_those_of_the_form():
    html = show('{% field form.email label="Your address" help="Never shared" %}', form=Wish())
    assert '<label for="id_email">Your address</label>' in html
    assert "Never shared" in html
    assert "For the confirmation" not in html


def test_errors_of_the_form_come_first_and_each_other_leads_to_its_field():
    assert problems(Wish({})) == [
        ("This time is taken", ""),
        ("This field is required.", ""),
        ("This field is required.", "id_email"),
        ("This field is required.", "id_place_0"),
        ("This field is required.", "id_terms"),
    ]


def test_the_summary_is_an_alert_that_takes_the_focus():
    html = show("{% error_summary form %}", form=Wish({}))
    assert 'role="alert"' in html
    assert 'tabindex="-1" autofocus' in html
    assert '<a href="#id_email">This field is required.</a>' in html


@pytest.mark.parametrize("form", [Wish(), None, ""])
def test_no_summary_without_errors(form):
    assert show("{% error_summary form %}", form=form).strip() == ""


def test_an_error_is_escaped():
    form = Wish({})
    form.add_error("email", "<b>no</b>")
    assert "<b>no</b>" not in show("{% error_summary form %}{% field form.email %}", form=form)


def test_an_icon_is_silent_for_a_screen_reader():
    assert 'aria-hidden="true" focusable="false"><use href="#icon-clock"/>' in show('{% icon "clock" %}')


def test_page_numbers_leave_out_the_far_ones():
    page = Paginator(range(100), 5).get_page(10)
    html = show('{% include "components/pagination.html" %}', page=page, query="q=a&")
    assert 'aria-current="page"><span class="visually-hidden">Page </span>10<' in html
    assert "?q=a&amp;page=11" in html
    assert "page=4" not in html
