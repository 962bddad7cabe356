"""A medical platform in the Loire valley: fourteen practitioners of eight specialities, in three towns. In French."""

from .demo import load_demo
from .practice import load

__all__ = ["load", "load_demo"]
