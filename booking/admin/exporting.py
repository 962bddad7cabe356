"""The list of appointments taken away as a table, narrowed down as it is on the screen (mission, O6)."""

from django.contrib import messages
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from booking import exports, permissions
from booking.spreadsheets import TooManyRows, csv_of, xlsx_of

#: In the address, `?export=`: which table, and as what.
FORMATS = {
    "csv": gettext_lazy("Appointments (CSV)"),
    "xlsx": gettext_lazy("Appointments (Excel)"),
    "answers-csv": gettext_lazy("Answers to the questions (CSV)"),
    "answers-xlsx": gettext_lazy("Answers to the questions (Excel)"),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def links(request):
    """Return (label, address) of each table of what the list shows now, all its pages included."""
    asked = request.GET.copy()
    asked.pop("p", None)
    found = []
    for name, label in FORMATS.items():
        asked["export"] = name
        found.append((label, f"?{asked.urlencode()}"))
    return found


def answer(request, appointments, asked):
    """Answer with the table; who took which away is written down. Raises 404."""
    if not permissions.may_export(request.user):
        raise Http404
    now = timezone.now()
    appointments = permissions.exported_to(request.user, appointments)
    what, _dash, kind = asked.rpartition("-")
    table = exports.answers_table(appointments) if what else exports.appointments_table(appointments, now=now)
    name = f"{table.name}-{timezone.localtime(now):%Y-%m-%d}.{kind}"
    if kind == "csv":
        response = StreamingHttpResponse(csv_of(table), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        try:
            response = FileResponse(xlsx_of(table), as_attachment=True, filename=name, content_type=XLSX)
        except TooManyRows:
            messages.error(
                request, _("An Excel sheet holds no more than a million rows. Narrow the list down, or take the CSV.")
            )
            return redirect(request.path)
    response["Cache-Control"] = "no-store, private"
    log(request.user, "booking.export", user=request.user, data={"table": asked})
    return response
