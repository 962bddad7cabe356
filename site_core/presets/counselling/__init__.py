"""A counselling practice by invitation: Elm Row Counselling, in Bristol and online. In English."""

from .demo import load_demo
from .practice import load

__all__ = ["load", "load_demo"]
