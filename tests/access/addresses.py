"""Every address that the site has, from its URL resolver, and for each one a real address that leads there."""

import re

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import translation

from booking import links, optout
from tests.access.stage import DAY, HOUR, LINK, NOW
from tests.factories import PASSWORD

#: Addresses behind another of the same form, which answers first: nobody ever gets there.
HIDDEN = {
    "admin/login/",
    "admin/logout/",
    "admin/password_reset/",
    # Wagtail's tries of its error pages, which are shut.
    "admin/failwhale/",
    "admin/test404/",
    "_util/login/",
}
PART = re.compile(r"<(?:\w+:)?(\w+)>")


def all_addresses():
    """Return the pattern of every address, as `resolve(…).route` gives it; each once."""
    with translation.override(settings.LANGUAGE_CODE):
        return list(dict.fromkeys(_walk(get_resolver().url_patterns, "")))


def _walk(patterns, before):
    for pattern in patterns:
        part = str(pattern.pattern)
        # What Django does with a regular expression that stands within another address.
        route = before + (part.removeprefix("^") if before else part)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, "" if route == "^/" else route)
        elif isinstance(pattern, URLPattern):
            yield route


def leads_to(path):
    with translation.override(settings.LANGUAGE_CODE):
        return resolve(path.partition("?")[0]).route


class Samples:
    """Makes a real address of each pattern, with rows of the client Bob and the practitioner Paul."""

    def __init__(self, stage):
        self.whole = self._whole(stage)
        self.parts = self._parts(stage)
        self.bodies = self._bodies(stage)

    def of(self, route):
        """Return a path that leads to `route`. Raises LookupError with what to write for a part that nobody knows."""
        if route in self.whole:
            return "/" + self.whole[route]
        return "/" + PART.sub(lambda part: str(self.value(route, part[1])), route)

    def value(self, route, name):
        for start, values in self.parts.items():
            if route.startswith(start) and name in values:
                return values[name]
        raise LookupError(
            f"Say in tests/access/addresses.py, in Samples._parts, which row <{name}> stands for in “{route}”."
        )

    def body(self, verb, route):
        """Return what a program sends there so that it is read to the end: without it nobody would get past a 400."""
        return self.bodies.get((verb, route), {})

    def _bodies(self, stage):
        parts = {name: getattr(stage, name).pk for name in ("practitioner", "service", "place")}
        paul, start = {"practitioner": stage.practitioner.pk}, NOW + DAY + HOUR
        newcomer = {"first_name": "Anna", "last_name": "Orlova", "email": "anna@example.com", "role": 3}
        bodies = {
            "POST auth/jwt/create/": {"email": stage.other_client.email, "password": PASSWORD},
            "POST auth/jwt/verify/": {"token": stage.tokens["other client"]},
            "POST register/": {**newcomer, "password": PASSWORD},
            "PATCH me/": {"phone": "0700000000"},
            "PATCH users/<int:pk>/": {"last_name": "Durand"},
            "POST slots/": {"start_time": str(NOW + 9 * DAY), "end_time": str(NOW + 9 * DAY + HOUR)},
            "PATCH slots/<int:pk>/": {"context": "Autre chose"},
            "POST appointments/": {**parts, "start": str(start)},
            "POST appointments/<uuidstr:reference>/move/": {"start": str(start)},
            "POST opening-hours/": {**paul, "weekdays": [5], "hours": "9:00-12:00"},
            "PATCH opening-hours/<int:pk>/": {"hours": "9:00-12:00"},
            "POST absences/": {**paul, "start": str(NOW + 40 * DAY), "end": str(NOW + 41 * DAY)},
            "PATCH absences/<int:pk>/": {"reason": "Vacances"},
        }
        return {(call.split()[0], f"api/v1/{call.split()[1]}"): sent for call, sent in bodies.items()}

    def _whole(self, stage):
        choice = f"prestation={stage.service.slug}&praticien={stage.practitioner.slug}&lieu={stage.place.slug}"
        user = stage.other_client.user
        address = EmailAddress.objects.create(user=user, email="nouvelle@example.com")
        confirmation = f"accounts/confirm-email/{EmailConfirmationHMAC(address).key}/"
        token = default_token_generator.make_token(user)
        reset = f"accounts/password/reset/key/{user_pk_to_url_str(user)}-{token}/"
        free = f"service={stage.service.pk}&place={stage.place.pk}&from=2026-11-24&to=2026-11-25"
        inspected = f"admin/rendez-vous/inspect/{stage.appointment.pk}/"
        return {
            "admin/(?:failwhale|test404)/$": "admin/failwhale/",
            "admin/.*/$": "admin/nulle-part/",
            r"admin/pages/(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\."
            r"(?P<revision_id_b>live|latest|\d+)/$": f"admin/pages/{stage.page.pk}/revisions/compare/live...latest/",
            "admin/notes/$": "admin/notes/",
            "admin/rendez-vous/$": "admin/rendez-vous/",
            "admin/liste-d-attente/$": "admin/liste-d-attente/",
            r"admin/rendez-vous/inspect/(?P<instance_pk>[-\w]+)/$": inspected,
            r"documents/(\d+)/(.*)$": f"documents/{stage.document.pk}/{stage.document.filename}",
            r"^media/(?P<path>(?:images|original_images|avatar_images)/[^/\\]+)$": f"media/{stage.image.file.name}",
            r"accounts/confirm-email/(?P<key>[-:\w]+)/$": confirmation,
            r"accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": reset,
            r"api/v1/[\s\S]*/\Z": "api/v1/nothing/",
            "api/v1/availability/": f"api/v1/availability/?{free}",
            r"^((?:[\w\-]+/)*)$": "a-propos-de-moi/",
            "rendez-vous/coordonnees/": f"rendez-vous/coordonnees/?debut=2026-11-24T08:00Z&{choice}",
            "rendez-vous/attente/": f"rendez-vous/attente/?{choice}",
        }

    def _parts(self, stage):
        appointment, guests, page = stage.appointment.reference, stage.guests_appointment.reference, stage.page.pk
        content_type = {"app_label": "home", "model_name": "standardpage"}
        return {
            "api/v1/slots/": {"pk": stage.reserved_slot.pk},
            "api/v1/appointments/": {"reference": stage.request.reference},
            "api/v1/users/": {"pk": stage.client.user.pk},
            "api/v1/opening-hours/": {"pk": stage.hours.pk},
            "api/v1/absences/": {"pk": stage.absence.pk},
            "mon-espace/rendez-vous/": {"reference": stage.request.reference},
            "mon-espace/horaires/": {"pk": stage.hours.pk},
            "mon-espace/absences/": {"pk": stage.absence.pk},
            "praticiens/": {"slug": stage.practitioner.slug},
            "agences/": {"slug": stage.place.slug},
            # One that nobody has: it leads on like any other, and shows nothing.
            "invitation/": {"token": "c3" * 20},
            "admin/invitations/": {"reference": stage.invitation.reference},
            "rendez-vous/gerer/": {"reference": guests},
            "rendez-vous/attente/": {"reference": stage.entry.reference, "token": links.token_of(stage.entry)},
            "rendez-vous/<token": {"token": LINK},
            "rappels/": {"token": optout.signer.sign(optout.hash_of(stage.client.email))},
            "agenda/": {"token": stage.feed_token},
            "mes-rendez-vous/": {"reference": appointment},
            "_util/": {"page_view_restriction_id": stage.page_restriction.pk, "page_id": stage.destination.pk},
            "documents/": {"restriction_id": stage.collection_restriction.pk},
            "accounts/2fa/webauthn/": {"pk": stage.security_key.pk},
            "accounts/jetons/": {"pk": stage.personal_token.pk},
            "admin/api/main/pages/": {"pk": page, "action_name": "copy"},
            "admin/api/main/documents/": {"pk": stage.document.pk},
            "admin/api/main/images/": {"pk": stage.image.pk},
            "admin/bulk/": {"app_label": "people", "model_name": "client", "action": "delete"},
            "admin/pages/<int:page_id>/revisions/": {"page_id": page, "revision_id": stage.revision.pk},
            "admin/pages/<int:page_id>/workflow": {
                "page_id": stage.draft.pk,
                "workflow_state_id": stage.workflow_state.pk,
            },
            "admin/pages/workflow/": {
                "page_id": stage.draft.pk,
                "action_name": "approve",
                "task_state_id": stage.workflow_state.current_task_state.pk,
                "task_id": stage.task.pk,
            },
            "admin/pages/": {
                "page_id": page,
                "parent_page_id": stage.home.pk,
                "page_to_move_id": page,
                "destination_id": stage.destination.pk,
                "content_type_app_name": "home",
                "content_type_model_name": "standardpage",
                **content_type,
            },
            "admin/choose-page/": {"parent_page_id": stage.home.pk},
            "admin/tag-autocomplete/": {"app_name": "taggit", "model_name": "tag"},
            "admin/collections/": {"pk": stage.collection.pk, "collection_id": stage.collection.pk},
            "admin/workflows/tasks/edit/": {"pk": stage.task.pk},
            "admin/workflows/tasks/": {
                "pk": stage.task.pk,
                "app_label": "wagtailcore",
                "model_name": "groupapprovaltask",
            },
            "admin/workflows/": {
                "pk": stage.workflow.pk,
                "page_pk": page,
                "workflow_pk": stage.workflow.pk,
                "task_id": stage.task.pk,
            },
            "admin/editing-sessions/": {
                **content_type,
                "object_id": page,
                "session_id": stage.editing_session.pk,
            },
            "admin/notes/actions/": {"pk": stage.action.pk},
            "admin/notes/client/": {"pk": stage.client.pk},
            "admin/notes/": {"pk": stage.note.pk, "reference": stage.past_appointment.reference},
            "admin/agendas/exterieurs/": {"pk": stage.calendar.pk},
            "admin/rendez-vous/": {"reference": appointment},
            "admin/liste-d-attente/": {"reference": stage.entry.reference},
            "admin/e-mails/": {"kind": "confirmed", "reader": "client", "language": "fr"},
            "admin/webhooks/": {"pk": stage.webhook.pk, "reference": stage.delivery.reference},
            "admin/redirects/": {"redirect_id": stage.redirect.pk},
            "admin/settings/practice/": {"pk": stage.rules.pk},
            "admin/settings/": {"app_name": "home", "model_name": "sitesettings", "pk": stage.site.pk},
            "admin/translation/": {
                "page_id": page,
                "app_label": "booking",
                "model_name": "cancellationreason",
                "pk": stage.reason.pk,
            },
            "admin/documents/": {
                "document_id": stage.document.pk,
                "doc_id": stage.document.pk,
                "uploaded_file_id": stage.uploaded_document.pk,
                "pk": stage.document.pk,
            },
            "admin/images/": {
                "image_id": stage.image.pk,
                "uploaded_file_id": stage.uploaded_image.pk,
                "filter_spec": "width-10",
                "pk": stage.image.pk,
            },
            "admin/motifs-d-annulation/": {"pk": stage.reason.pk},
            "admin/assistant/questions/": {"pk": stage.question.pk},
            "admin/assistant/synonymes/": {"pk": stage.synonyms.pk},
            "admin/assistant/sans-reponse/": {"pk": stage.asked.pk},
            "admin/assistant/messages/": {"pk": stage.message.pk},
            "admin/horaires/": {"pk": stage.hours.pk},
            "admin/creneaux-publies/": {"pk": stage.slot.pk},
            "admin/absences/": {"pk": stage.absence.pk},
            "admin/prestations/": {"pk": stage.service.pk},
            "admin/lieux/": {"pk": stage.place.pk},
            "admin/praticiens/": {"pk": stage.practitioner.pk},
            "admin/specialites/": {"pk": stage.speciality.pk},
            "admin/clients/": {"pk": stage.client.pk},
            "admin/sites/": {"pk": stage.site.pk},
            "admin/users/": {"pk": stage.client.user.pk},
            "admin/groups/": {"pk": stage.collaborator.groups.get().pk},
            "admin/password_reset/confirm/": {"uidb64": "MQ", "token": "set-password"},
        }
