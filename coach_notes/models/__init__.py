"""Notes on clients, what goes with them, and the log of who read or changed them."""

from .agreed import AgreedAction
from .drafts import NoteDraft
from .log import NoteAccess, OnlyAddedTo
from .notes import ClientFile, Note, NotesSettings
from .versions import NoteVersion

__all__ = [
    "AgreedAction",
    "ClientFile",
    "Note",
    "NoteAccess",
    "NoteDraft",
    "NoteVersion",
    "NotesSettings",
    "OnlyAddedTo",
]
