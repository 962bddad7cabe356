from django.urls import path
from django.views.decorators.debug import sensitive_post_parameters

from .agreed import FinishView, ReopenView
from .client_file import AppointmentNoteView, ClientFileView
from .drafts import DraftView, ThrowDraftAwayView
from .notes import ChangeNoteView, DeleteNoteView, EarlierView, LogView

# A report about an error leaves out what was typed.
discreet = sensitive_post_parameters("body", "agreed")

app_name = "coach_notes"
urlpatterns = [
    path("notes/client/<int:pk>/", discreet(ClientFileView.as_view()), name="client"),
    path("notes/client/<int:pk>/brouillon/", discreet(DraftView.as_view()), name="draft"),
    path("notes/client/<int:pk>/brouillon/jeter/", ThrowDraftAwayView.as_view(), name="throw_draft_away"),
    path("notes/client/<int:pk>/journal/", LogView.as_view(), name="log"),
    path("notes/rendez-vous/<uuid:reference>/", discreet(AppointmentNoteView.as_view()), name="add"),
    path("notes/<int:pk>/modifier/", discreet(ChangeNoteView.as_view()), name="change"),
    path("notes/<int:pk>/avant/", EarlierView.as_view(), name="earlier"),
    path("notes/<int:pk>/supprimer/", DeleteNoteView.as_view(), name="delete"),
    path("notes/actions/<int:pk>/faite/", FinishView.as_view(), name="finish"),
    path("notes/actions/<int:pk>/a-faire/", ReopenView.as_view(), name="reopen"),
]
