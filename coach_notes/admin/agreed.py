"""What was agreed: marked as done with one click, and opened again if that was the wrong one."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from booking.models import Appointment
from coach_notes import actions
from coach_notes.models import AgreedAction


class FinishView(View):
    """Mark an action as done, at the session that `appointment` names if there is one."""

    http_method_names = ["post"]

    def post(self, request, pk):
        agreed = get_object_or_404(AgreedAction.objects.visible_to(request.user).select_related("note"), pk=pk)
        try:
            self.act(agreed)
        except actions.NoteRefused:
            raise Http404 from None
        return redirect(f"{reverse('coach_notes:client', args=[agreed.note.client_id])}#agreed")

    def act(self, agreed):
        given = self.request.POST.get("appointment", "")
        visible = Appointment.objects.visible_to(self.request.user)
        appointment = get_object_or_404(visible, pk=given) if given.isascii() and given.isdecimal() else None
        actions.finish(agreed=agreed, by=self.request.user, now=timezone.now(), appointment=appointment)


class ReopenView(FinishView):
    def act(self, agreed):
        actions.reopen(agreed=agreed, by=self.request.user, now=timezone.now())
