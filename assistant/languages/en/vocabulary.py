# ruff: noqa: E501, SIM905
"""Words and synonyms in English."""

#: Words that say nothing by themselves, and politeness.
STOP = """
a about again all also am an and any anything are as at be been bit but by can cant cheers could d dear did do does doing don dont
else even ever few for from get gets getting give go going good got had has have having hello here hey hi hiya how's i id if ill im in into is
isn isnt it its ive just kind know let like ll looking m make many maybe me might morning's most much must na need needs new no not now of off oh ok on
one or our out over please plz pls poss possible possibly quite r re really right s see seem should so some somebody someone something soon's
sort still such t thank thanks thats the their them then there these they thing this those though to too try u up us use ve very wanna want
wanted was we well were what whats which will with wont would wouldn yes yet you your yours afternoon's work i'd space whoever gonna whens wheres
""".split()
KEEP = "how when where who my".split()
SYNONYMS = [
    "appointment, appt, appts, session, booking, consultation, visit, meeting, sessions, apointment, slot with",
    "my appointment, my session, my booking, my bookings, my appointments, my next session, my next appointment, my slot, am i booked, i booked",
    "book, booking online, reserve, make an appointment, how does booking work, book online, schedule, arrange, set up, get an appointment",
    "free, available, availability, slot, slots, opening, openings, vacancy, space, spaces, spot, spots, time slots, cancellations i could take",
    "see me, see someone, see somebody, talk to, speak with, meet, come in, fit me in, see a, see dr, visit you",
    "soonest, earliest, asap, as soon as possible, urgent, urgently, quickly, next available, soon, first available, available first, quick, straight away",
    "cancel, cancelling, cancellation, canceling, cant make it, can't make it, won't be able to come, call off, drop, get rid of, unable to attend, not able to come, cannot come, can't come, won't make it, something came up, delete, remove, wont be able to come",
    "reschedule, move, change, postpone, push back, rebook, different time, different date, another day, shift, bring forward, make it later, later instead, swap, push, other day, change the time, earlier instead, bring forward my",
    "notice, how late, last minute, deadline, hours notice, on the day, policy, late",
    "hours, opening hours, open, opening times, close, closing, business hours, opening time, what time do you, what days, how early, until what time, open on, start work, close at",
    "holiday, holidays, bank holiday, bank holidays, christmas, easter, new year, closed, away, vacation, boxing day, leave, summer break",
    "where, address, located, location, find, find you, place, office, offices, building, town, towns, premises, practice, based, take place",
    "get there, directions, parking, park, bus, train, station, wheelchair, access, step free, tube, how to get, disabled, lift, route, map, car park, travel there, find the building",
    "online, video, zoom, remotely, remote, phone session, phone sessions, skype, teams, telehealth, virtual, virtually, by phone, on the phone, from home, video call, video calls, travel, over the phone",
    "price, cost, charge, fee, how much, rate, pricing, expensive, cheap, pay for, prices, costs, fees, rates, tariff, free of charge, paid, afford, charges",
    "length, how long, last, duration, minutes, how many minutes, take, takes, an hour or, min, long is",
    "service, services, offer, offering, kind of sessions, kinds of sessions, help with, provide, types of, treatments, what is a, whats a, programmes",
    "speciality, specialities, specialise, specialises, specialist, areas, specialty, specialties, specialize, expertise, specializes, cover, focus",
    "counsellor, counsellors, therapist, therapists, coach, coaches, practitioner, practitioners, team, staff, who works, doctor, doctors, psychologist, people, professional, professionals, adviser, advisers",
    "language, languages, speak, speaks, spoken, talk in, bilingual",
    "account, sign up, signup, register, registration, create an account, registering, enrol, make a login, profile, membership, join",
    "without an account, guest, without registering, dont want to register, don't want to register, without signing up, as a guest, no account, without registration, not register",
    "password, log in, login, sign in, log on, locked out, login details, username, credentials, cant log in, passcode",
    "confirmation, confirmation email, didnt get, email after, lost the link, link, no email, confirm email, never received, spam, junk, lost link, received nothing",
    "reminder, reminders, remind, text message, notifications, reminder emails, alerts",
    "calendar, google calendar, outlook, ical, diary, ics, add to google",
    "waiting list, waitlist, comes up, let me know if, wait list, notify me, if something opens, put me on the list, tell me if",
    "contact, phone number, email address, reach, speak to a human, call, ring, telephone, message, talk to someone, human, real person, phone, email, get in touch, get hold of, reception, person",
    "ahead, how far ahead, in advance, dates, how far, cant see dates, maximum, how many appointments, limit",
    "request, accepted, approved, pending, approval, agreed to, declined",
    "bring, documents, papers, prepare, bring anything, need to bring",
    "pay, payment, card, cash, pay by card, invoice, bank transfer, paypal, do i pay",
    "running late, late for, delayed, be late, stuck in traffic",
    "privacy, confidential, confidentiality, gdpr, personal data, private",
    "insurance, insurer, health insurance, nhs, bupa, reimbursed, cover it, claim",
]
ONLINE = r"online|video|zoom|remotely|remote|by phone|over the phone|skype|teams|virtual\w*"
SPLIT = r"[.?!;,\n]| and | but | then | also | as well as "
