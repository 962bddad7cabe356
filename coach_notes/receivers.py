"""What the other rooms tell this one."""

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people.signals import client_page_asked, consequences_of_deletion

from . import permissions
from .models import Note, NoteDraft


@receiver(consequences_of_deletion, dispatch_uid="coach_notes.consequences_of_deletion")
def tell_what_stays(sender, *, user, now, **kwargs):
    """Say what becomes of the notes on this person and by this person: all of them stay."""
    on_them = Note.objects.filter(client__user=user).count()
    written = Note.objects.filter(author=user)
    shared, private = written.filter(is_private=False).count(), written.filter(is_private=True).count()
    sentences = []
    if on_them:
        sentences.append(
            ngettext(
                "%(count)d note stays in the client’s file.", "%(count)d notes stay in the client’s file.", on_them
            )
            % {"count": on_them}
        )
    if shared:
        sentences.append(
            ngettext(
                "%(count)d note that they wrote stays, under their name.",
                "%(count)d notes that they wrote stay, under their name.",
                shared,
            )
            % {"count": shared}
        )
    if private:
        sentences.append(
            ngettext(
                "%(count)d note that they kept for themselves stays too, and nobody will be able to read it.",
                "%(count)d notes that they kept for themselves stay too, and nobody will be able to read them.",
                private,
            )
            % {"count": private}
        )
    if NoteDraft.objects.filter(author=user).exists():
        sentences.append(_("What they were writing and have not saved is deleted."))
    return sentences


@receiver(client_page_asked, dispatch_uid="coach_notes.client_page")
def offer_file(sender, *, user, **kwargs):
    """Lead to the file of each client whoever reads everyone's."""
    return (_("Open the file"), "edit", "coach_notes:client") if permissions.reads_all(user) else None
