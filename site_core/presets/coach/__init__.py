"""A coach on her own: Camille Aubert, in Lyon and online. In French, with the pages in English beside."""

from .demo import load_demo
from .practice import load

__all__ = ["load", "load_demo"]
