"""What people say in French. Words stand here without accents and capitals, as `words.plain` makes them."""

from . import dates, discretion, guards, vocabulary, ways

__all__ = ["dates", "discretion", "guards", "vocabulary", "ways"]
