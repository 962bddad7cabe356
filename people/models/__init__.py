"""Who: people and roles; how one comes to have an account here."""

from .invitations import Invitation
from .persons import Client, ClientQuerySet, Role, User, UserManager, UserQuerySet
from .registration import RegistrationRules
from .tokens import PersonalToken

__all__ = [
    "Client",
    "ClientQuerySet",
    "Invitation",
    "PersonalToken",
    "RegistrationRules",
    "Role",
    "User",
    "UserManager",
    "UserQuerySet",
]
