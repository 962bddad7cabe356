"""Servers that a stranger named: how to reach one, and no network that the stranger could not reach. No Django here."""

from .addresses import Address, read_address
from .connections import CheckedConnection, refuse_if_private, told_apart
from .obstacles import Obstacle, Unreached
from .processes import Stopped, answer_of

__all__ = [
    "Address",
    "CheckedConnection",
    "Obstacle",
    "Stopped",
    "Unreached",
    "answer_of",
    "read_address",
    "refuse_if_private",
    "told_apart",
]
