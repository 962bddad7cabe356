"""Portraits of practitioners in the size at hand: two queries for all of them, none for a face that is not there."""

from wagtail.images.models import Image, SourceImageIOError

SQUARE = "fill-192x192"
UPRIGHT = "fill-600x750"


def portraits_of(practitioners, size=SQUARE):
    """Return `{practitioner: rendition}` of those who have a portrait; a lost file is none."""
    wanted = [one.photo_id for one in practitioners if one.photo_id]
    images = {image.pk: image for image in Image.objects.filter(pk__in=wanted).prefetch_renditions(size)}
    found = {one.pk: rendition_of(images.get(one.photo_id), size) for one in practitioners}
    return {key: rendition for key, rendition in found.items() if rendition}


def rendition_of(image, size):
    try:
        return image and image.get_rendition(size)
    except SourceImageIOError:
        return None


def initials_of(name):
    """Return the first letters of the first and the last word of a name, for a face without a portrait."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))
