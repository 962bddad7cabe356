"""The API: its routers, its errors, its schema and the page to try it."""

from copy import deepcopy

from ninja import NinjaAPI, Swagger

from . import appointments, availability, catalogue, errors, examples, hours, people, practitioners, slots, tokens


class Door(NinjaAPI):
    def get_openapi_schema(self, **kwargs):
        """Return the description of all calls, with the one that is answered beside them; see urls.py."""
        schema = super().get_openapi_schema(**kwargs)
        prefix = self.get_root_path(kwargs.get("path_params") or {})
        schema["paths"][f"{prefix}availability/"] = deepcopy(availability.SCHEMA)
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
