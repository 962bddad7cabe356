"""Camille changes her pages in the admin, and visitors read them at once."""

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield


@pytest.fixture
def coach(client, camille):
    client.force_login(camille)
    return client


def about_form(pages, **changes):
    fields = {
        "title": "À propos de moi",
        "slug": "a-propos-de-moi",
        "lead": "",
        "picture": "",
        "picture_text": "",
        "intro": rich_text(""),
        "body": streamfield([]),
        "practitioner": "",
        "seo_title": "",
        "search_description": "",
        "show_in_menus": "on",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
        "action-publish": "action-publish",
    }
    comments = fields.pop("comments")
    form = nested_form_data({**fields, **changes})
    return {**form, **{f"comments-{name}": value for name, value in comments.items()}}


def edit(coach, page, form):
    return coach.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


@pytest.mark.mission("C1")
def test_what_the_coach_publishes_is_on_the_site_at_once(coach, client, pages):
    quote = ("quote", {"text": "Un pas à la fois.", "author": "Camille"})
    form = about_form(
        pages, lead="Coach depuis 2016.", body=streamfield([("text", rich_text("<p>Bonjour.</p>")), quote])
    )
    response = edit(coach, pages.about, form)
    assert response.status_code == 302, response.context["form"].errors
    page = client.get("/a-propos-de-moi/").content.decode()
    assert "Coach depuis 2016." in page
    assert page.index("Bonjour.") < page.index("Un pas à la fois.")


@pytest.mark.mission("C1")
def test_the_coach_changes_the_order_of_what_is_there(coach, client, pages):
    text, quote = ("text", rich_text("<p>Bonjour.</p>")), ("quote", {"text": "Un pas à la fois.", "author": ""})
    edit(coach, pages.about, about_form(pages, body=streamfield([text, quote])))
    edit(coach, pages.about, about_form(pages, body=streamfield([quote, text])))
    page = client.get("/a-propos-de-moi/").content.decode()
    assert page.index("Un pas à la fois.") < page.index("Bonjour.")


@pytest.mark.mission("C1")
def test_the_coach_chooses_the_image_of_a_page(coach, client, pages, picture):
    form = about_form(pages, picture=picture.pk, picture_text="Camille, souriante")
    assert edit(coach, pages.about, form).status_code == 302
    assert 'alt="Camille, souriante"' in client.get("/a-propos-de-moi/").content.decode()


def test_a_picture_among_the_text_needs_words_or_the_word_that_it_decorates(coach, pages, picture):
    def block(alt_text, decorative):
        image = {"image": picture.pk, "alt_text": alt_text, "decorative": decorative}
        body = streamfield([("portrait", {"picture": image, "caption": "", "text": rich_text("")})])
        return about_form(pages, body=body)

    refused = edit(coach, pages.about, block("", ""))
    assert refused.status_code == 200
    assert refused.context["form"].errors
    assert edit(coach, pages.about, block("Camille assise", "")).status_code == 302
    assert edit(coach, pages.about, block("", "on")).status_code == 302


def test_publishing_is_the_first_button_of_the_editor(coach, pages):
    page = coach.get(reverse("wagtailadmin_pages:edit", args=[pages.about.pk])).content.decode()
    assert page.index('name="action-publish"') < page.index("Enregistrer le brouillon")


def test_only_the_pages_of_the_site_can_be_added(coach, pages):
    from wagtail.models import Page

    from home.models import HomePage, NewsIndexPage, StandardPage, TeamPage

    assert set(pages.home.specific.allowed_subpage_models()) == {StandardPage, TeamPage, NewsIndexPage}
    assert pages.about.specific.allowed_subpage_models() == [StandardPage]
    assert Page.get_first_root_node().specific.allowed_subpage_models() == [Page, HomePage]


def test_a_service_is_chosen_from_a_plain_list(coach, pages, practice):
    method = {
        "name": "Faire le point",
        "for_whom": "Vous.",
        "course": "Ainsi.",
        "length": "",
        "service": practice.service,
    }
    pages.methods.body = [("methods", {"methods": [method]})]
    pages.methods.save()
    page = coach.get(reverse("wagtailadmin_pages:edit", args=[pages.methods.pk]))
    assert page.status_code == 200
    [state] = [child["value"] for child in pages.methods.body.stream_block.get_form_state(pages.methods.body)]
    assert state["methods"][0]["value"]["service"] == [str(practice.service.pk)]


@pytest.mark.parametrize("who", ["bob", "zoe"])
def test_who_may_not_change_pages_cannot(client, pages, who, request):
    client.force_login(request.getfixturevalue(who))
    edit(client, pages.about, about_form(pages, lead="Pas de moi."))
    pages.about.refresh_from_db()
    assert pages.about.lead == ""


def test_the_name_that_the_coach_gives_her_site_signs_its_mails(client, site_settings):
    site_settings.name = "Camille Aubert, coach"
    site_settings.save()
    client.post("/accounts/password/reset/", {"email": "camille@example.com"})
    [message] = mail.outbox
    assert message.body.rstrip().endswith("Camille Aubert, coach")
