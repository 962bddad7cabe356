"""What people say in English. Words stand here as `words.plain` makes them."""

from . import dates, discretion, guards, vocabulary, ways

__all__ = ["dates", "discretion", "guards", "vocabulary", "ways"]
