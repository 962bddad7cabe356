"""The API: its routers, its errors, its schema and the page to try it."""

from copy import deepcopy

from ninja import NinjaAPI, Swagger

from . import appointments, availability, catalogue, errors, examples, hours, people, practitioners, slots, tokens

#: Calls that are answered beside the others, and how each is described; a room beside this one is added above both.
BESIDE = {"availability/": availability.SCHEMA}


class Door(NinjaAPI):
    def get_openapi_schema(self, **kwargs):
        """Return the description of all calls, with those that are answered beside them; see urls.py."""
        schema = super().get_openapi_schema(**kwargs)
        prefix = self.get_root_path(kwargs.get("path_params") or {})
        for address, described in BESIDE.items():
            schema["paths"][f"{prefix}{address}"] = deepcopy(described)
        examples.shown_in(schema)
        return schema


api = Door(
    title="Créneau",
    version="1",
    description="Everything that the site does for a client, and for those who give appointments.",
    urls_namespace="api",
    docs=Swagger({"persistAuthorization": False, "docExpansion": "list"}),
    docs_url="swagger/",
    openapi_url="schema/",
    auth=tokens.logged_in,
)
errors.answer_with(api)
api.add_router("auth/jwt/", tokens.router)
api.add_router("slots/", slots.router)
api.add_router("appointments/", appointments.router)
api.add_router("", people.router)
api.add_router("", catalogue.router)
api.add_router("", practitioners.router)
api.add_router("", hours.router)
