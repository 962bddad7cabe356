"""A consultation service, API first: specialists publish slots, clients reserve them. In Russian."""

from .demo import load_demo
from .practice import load

__all__ = ["load", "load_demo"]
