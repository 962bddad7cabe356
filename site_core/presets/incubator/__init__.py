"""An incubator in Auvergne: three agencies, six advisers, people with a project who book as guests. In French."""

from .demo import load_demo
from .practice import load

__all__ = ["load", "load_demo"]
