"""What people say in Russian. Words stand here as `words.plain` makes them: small, and е for ё."""

from . import dates, discretion, guards, vocabulary, ways

__all__ = ["dates", "discretion", "guards", "vocabulary", "ways"]
