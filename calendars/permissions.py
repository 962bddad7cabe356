"""May this person? The same answer for page, admin and feed (the table in "Who may do what")."""

from booking.permissions import practitioners_for, sees_all
from practice.models import Place


def places_for(user):
    """Return the places whose appointments `user` may look into: all, for who sees everyone's."""
    return Place.objects.all() if sees_all(user) else Place.objects.none()


def may_make_feeds(user):
    """Tell whether there is anybody's agenda that `user` may look into."""
    return practitioners_for(user).exists() or places_for(user).exists()


def may_hold(user, feed):
    """Tell whether `user` may see what this feed is about: always their own appointments, else as in the agenda."""
    if feed.practitioner_id:
        return practitioners_for(user).filter(pk=feed.practitioner_id).exists()
    if feed.place_id:
        return sees_all(user)
    return True


def may_read(feed):
    """Tell whether whoever holds the address may read the feed now: as much as the person who made it still may."""
    holder = feed.holder
    return holder.is_active and not holder.is_blocked and may_hold(holder, feed)
