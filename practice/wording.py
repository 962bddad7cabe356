"""Hours and days in words, in the active language."""


def hours_in_words(hours):
    """Return `hours` as a person would say them; empty windows give an empty string."""
    return ", ".join(str(window) for window in hours.windows.all())
