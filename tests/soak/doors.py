"""What a site says is free, asked at each of its doors: the week page, the home page, the API, the refusal."""

import datetime as dt
import http.client
import json
import re
import urllib.parse

from django.urls import reverse

from practice.models import Practitioner

SLOT = re.compile(r'<a class="slot" href="[^"]*[?;&]debut=([^"&]+)')
COLUMN = re.compile(r'<h3 id="d(\d{4}-\d\d-\d\d)">')
NEXT_TIME = re.compile(r'<li><a href="[^"]*[?;&]debut=([^"&]+)[^"]*"><strong>')


class Doors:
    """A visitor who asks a running site, and remembers the answers of the API to show them again."""

    def __init__(self, address, rows):
        self.host = urllib.parse.urlsplit(address).netloc
        self.rows = rows
        self.known = {}

    def get(self, path, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.text = answer.read().decode()
            return answer
        finally:
            connection.close()

    def parameters(self, choice):
        """Return how an address names the choice."""
        chosen = self.rows.chosen(choice)
        whom = chosen["practitioner"].slug if chosen["practitioner"] else Practitioner.ANYONE
        return {"praticien": whom, "prestation": chosen["service"].slug, "lieu": chosen["place"].slug}

    def week(self, choice, day):
        """Return the Monday of the week that is shown to someone who wants `day`, and its free starts in order.

        The Monday is None where nothing is shown.
        """
        parameters = self.parameters(choice) | {"date": day}
        answer = self.get(f"{reverse('booking:week')}?{urllib.parse.urlencode(parameters)}")
        assert answer.status == 200, answer.text
        columns = [dt.date.fromisoformat(found) for found in COLUMN.findall(answer.text)]
        monday = columns[0] - columns[0].weekday() * dt.timedelta(days=1) if columns else None
        return monday, [moment(found) for found in SLOT.findall(answer.text)]

    def home(self):
        """Return the next free starts of the first page, in order."""
        answer = self.get("/")
        assert answer.status == 200, answer.text
        return [moment(found) for found in NEXT_TIME.findall(answer.text)]

    def api(self, choice, first, last):
        """Return all free starts of these days, or None where the choice is not open for booking."""
        rows = self.rows.chosen(choice)
        parameters = {part: row.pk for part, row in rows.items() if row}
        path = f"/api/v1/availability/?{urllib.parse.urlencode(parameters | {'from': first, 'to': last})}"
        etag, body = self.known.get(path, ("", None))
        answer = self.get(path, **({"If-None-Match": etag} if etag else {}))
        if answer.status == 404:
            assert json.loads(answer.text)["code"] == "not_open_to_you"
            return None
        assert answer.status in (200, 304), answer.text
        if answer.status == 200:
            body = json.loads(answer.text)
            self.known[path] = answer.getheader("ETag"), body
        return [moment(start) for starts in body["days"].values() for start in starts]

    def is_refused(self, person, choice, start):
        """Tell whether `person` (a `crowd.Rival`) who asks for `start` is refused, and has to choose another."""
        parameters = self.parameters(choice) | {"debut": start.strftime("%Y-%m-%dT%H:%M:%SZ")}
        address = f"{reverse('booking:details')}?{urllib.parse.urlencode(parameters)}"
        # Who opens the page has the time kept for them; its head only tells how it is.
        answer = person.answer("HEAD", address, None, {"Cookie": person.cookies})
        assert answer.status in (200, 409), (answer.status, answer.text)
        return answer.status == 409


def moment(text):
    return dt.datetime.fromisoformat(urllib.parse.unquote(text)).astimezone(dt.UTC)
