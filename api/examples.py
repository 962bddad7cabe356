"""What is sent and answered, as an example of each, for the description of the API: by the names of schemas."""

TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMiJ9.c2lnbmF0dXJl"
NAMES = {"first_name": "Nina", "last_name": "Roy", "middle_name": ""}
SLOT = {
    "id": 7,
    "specialist": 3,
    "start_time": "2027-02-02T08:00:00Z",
    "end_time": "2027-02-02T09:00:00Z",
    "context": "First consultation",
    "cost": "4500.00",
    "status": "reserved",
    "client": 12,
}
EVENT = {
    "at": "2027-01-25T10:12:00Z",
    "by": "Nina Roy",
    "what": "requested",
    "from": "",
    "to": "requested",
    "from_start": None,
    "to_start": "2027-02-02T08:00:00Z",
    "reason": "",
    "text": "",
}
APPOINTMENT = {
    "id": "3f0c2c2e-6d5e-4c1b-9b51-0f8a8d2f3f11",
    "status": "requested",
    "start": "2027-02-02T08:00:00Z",
    "end": "2027-02-02T08:45:00Z",
    "practitioner": 1,
    "service": 2,
    "place": 1,
    "client": 12,
    "client_name": "Nina Roy",
    "created_at": "2027-01-25T10:12:00Z",
    "history": [EVENT],
}
USER = {
    "id": 12,
    **NAMES,
    "role": "client",
    "phone": "+33 6 12 34 56 78",
    "email": "nina@example.com",
    "is_staff": False,
    "is_active": True,
    "is_blocked": False,
}
PRACTITIONER = {
    "id": 1,
    "name": "Camille Aubert",
    "title": "Coach",
    "languages": ["fr", "en"],
    "specialities": [4],
    "places": [1, 2],
    "services": [2],
    "next_free": ["2027-02-02T08:00:00Z", "2027-02-02T08:55:00Z", "2027-02-02T09:50:00Z"],
}
QUESTION = {
    "id": 5,
    "text": "What brings you?",
    "help_text": "A few lines will do.",
    "kind": "long",
    "is_required": True,
    "choices": [],
}
PLACE = {
    "id": 1,
    "name": "Practice",
    "town": "Lyon",
    "address": "12 rue de la République",
    "description": "On the second floor.",
    "time_zone": "Europe/Paris",
    "is_online": False,
}
SERVICE = {
    "id": 2,
    "name": "Coaching",
    "description": "Three quarters of an hour, alone with your coach.",
    "duration_minutes": 45,
    "gap_minutes": 10,
    "price": "80.00",
    "currency": "EUR",
    "needs_approval": False,
    "questions": [QUESTION],
}
SPECIALITY = {"id": 4, "name": "Careers"}
WINDOWS = [{"start": "09:00", "end": "12:30"}, {"start": "13:30", "end": "17:00"}]
HOURS = {
    "id": 6,
    "practitioner": 1,
    "place": None,
    "weekdays": [0, 1, 2, 3, 4],
    "repeat": "every_week",
    "windows": WINDOWS,
    "applies_from": "2027-01-01",
    "applies_until": None,
    "is_exception": False,
}
ABSENCE = {
    "id": 8,
    "practitioner": 1,
    "start": "2027-02-08T08:00:00Z",
    "end": "2027-02-12T17:00:00Z",
    "reason": "Holiday",
    "origin": "",
}
AVAILABILITY = {
    "time_zone": "Europe/Paris",
    "duration_minutes": 45,
    "gap_minutes": 10,
    "days": {"2027-02-02": ["2027-02-02T08:00:00Z", "2027-02-02T08:55:00Z"], "2027-02-03": []},
}
FAULTS = {"start_time": ["Write a date and a time with its offset, such as 2027-01-31T09:00:00+01:00."]}


def page_of(row):
    return {"count": 1, "next": None, "previous": None, "results": [row]}


EXAMPLES = {
    "LoginIn": {"email": "nina@example.com", "password": "a long password of one's own"},
    "RefreshIn": {"refresh": TOKEN},
    "VerifyIn": {"token": TOKEN},
    "Tokens": {"access": TOKEN, "refresh": TOKEN},
    "Nothing": {},
    "ErrorOut": {"code": "state", "detail": "Nobody has reserved this slot."},
    "RefusalOut": {
        "code": "taken",
        "detail": "This time has just been taken. Choose another one.",
        "nearest": ["2027-02-02T08:55:00Z", "2027-02-02T09:50:00Z", "2027-02-02T10:45:00Z"],
    },
    "RegisterIn": {**NAMES, "email": "nina@example.com", "role": 3, "password": "a long password of one's own"},
    "RegisterOut": {"id": 12, **NAMES, "email": "nina@example.com", "role": 3, "is_active": True},
    "UserOut": USER,
    "UserChange": {"role": "collaborator"},
    "MeOut": {
        "id": 12,
        "email": "nina@example.com",
        "name": "Nina Roy",
        **NAMES,
        "phone": "+33 6 12 34 56 78",
        "time_zone": "Europe/Paris",
        "language": "fr",
        "role": "client",
    },
    "MeChange": {"time_zone": "America/Montreal", "language": "fr"},
    "SlotIn": {name: SLOT[name] for name in ("start_time", "end_time", "context", "cost")},
    "SlotChange": {"end_time": "2027-02-02T09:30:00Z"},
    "SlotOut": SLOT,
    "GiveUpIn": {"text": "I have fallen ill."},
    "BookingIn": {
        "practitioner": 1,
        "service": 2,
        "place": 1,
        "start": "2027-02-02T09:00:00+01:00",
        "answers": {"5": "A new job"},
        "time_zone": "Europe/Paris",
    },
    "GuestIn": {"name": "Nina Roy", "email": "nina@example.com", "phone": ""},
    "AppointmentOut": APPOINTMENT,
    "EventOut": EVENT,
    "MoveIn": {"start": "2027-02-03T09:00:00+01:00"},
    "CancelIn": {"text": "I have fallen ill."},
    "DeclineIn": {"text": "Please choose a time in the morning."},
    "PlaceOut": PLACE,
    "ServiceOut": SERVICE,
    "QuestionOut": QUESTION,
    "SpecialityOut": SPECIALITY,
    "PractitionerOut": PRACTITIONER,
    "HoursOut": HOURS,
    "WindowOut": WINDOWS[0],
    "HoursIn": {"weekdays": [0, 1, 2, 3, 4], "hours": "9:00–12:30, 13:30–17:00"},
    "HoursChange": {"hours": "9:00–12:30"},
    "AbsenceOut": ABSENCE,
    "AbsenceIn": {"start": "2027-02-08T09:00:00+01:00", "end": "2027-02-12T18:00:00+01:00", "reason": "Holiday"},
    "AbsenceChange": {"end": "2027-02-10T18:00:00+01:00"},
    "Page_SlotOut_": page_of(SLOT),
    "Page_AppointmentOut_": page_of(APPOINTMENT),
    "Page_UserOut_": page_of(USER),
    "Page_PractitionerOut_": page_of(PRACTITIONER),
    "Page_PlaceOut_": page_of(PLACE),
    "Page_ServiceOut_": page_of(SERVICE),
    "Page_SpecialityOut_": page_of(SPECIALITY),
    "Page_HoursOut_": page_of(HOURS),
    "Page_AbsenceOut_": page_of(ABSENCE),
}


def shown_in(schema):
    """Write the examples into a description: beside each schema, and at each body that is sent or answered."""
    known = schema["components"]["schemas"]
    for name, example in EXAMPLES.items():
        known[name]["examples"] = [example]
    for call in (call for item in schema["paths"].values() for call in item.values()):
        bodies = [call.get("requestBody", {}), *call["responses"].values()]
        for media in (media for body in bodies for media in body.get("content", {}).values()):
            example = None if "example" in media else example_of(media["schema"])
            if example is not None:
                media["example"] = example


def example_of(schema):
    """Return the example of what the schema of a body describes, or None: of a list, a list of one."""
    if "$ref" in schema:
        return EXAMPLES.get(schema["$ref"].rpartition("/")[2])
    if schema.get("type") == "array":
        return [example_of(schema["items"])]
    for several in ("anyOf", "allOf"):
        if several in schema:
            return example_of(schema[several][0])
    if "days" in schema.get("properties", ()):
        return AVAILABILITY
    # What is left is the one form of a 400.
    return FAULTS if "additionalProperties" in schema else None
