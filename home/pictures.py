"""Pictures on the pages, in the sizes that the templates ask for."""

#: As in the templates, so that what was made already is read along with the pictures.
UPRIGHT = [f"fill-{size}|format-{kind}" for size in ("400x500", "800x1000") for kind in ("webp", "jpeg")]
WIDE = [f"fill-{size}|format-{kind}" for size in ("640x360", "1280x720") for kind in ("webp", "jpeg")]


def with_renditions(pictures, specs):
    """Return the pictures with those of their sizes that there are, in one query more, however many they are."""
    return pictures.prefetch_renditions(*specs)
