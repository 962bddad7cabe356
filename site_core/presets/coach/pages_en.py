"""The coach's pages in English: the same pages, said again. `pages_fr` gives their pictures, slugs and places."""

TITLE = "Home"
TAGLINE = (
    "Camille Aubert, professional coach in Lyon and online: a new job, a new team or a new course, one step at a time."
)


def home():
    return {
        "title": TITLE,
        "seo_title": "Professional coaching in Lyon and online",
        "search_description": TAGLINE,
        "promise": "See clearly, choose, move on",
        "lead": (
            "I am Camille Aubert, a professional coach. I work with people who change jobs, teams or direction. 45 "
            "minutes a session, one question at a time, one practical step at the end."
        ),
        "first_button": "Choose a time",
        "second_button": "What happens in a session",
        "free_times_title": "Next free times",
        "free_times_note": "Booked online without an account, cancelled free of charge until the day before.",
        "body": [
            (
                "steps",
                {
                    "title": "A session in three parts",
                    "steps": [
                        {
                            "title": "Say where you are",
                            "text": "You tell the story as it comes. Together we choose the question of the day.",
                        },
                        {
                            "title": "Look again",
                            "text": "I ask, I rephrase, I suggest an exercise. You stay in charge from start to end.",
                        },
                        {
                            "title": "Decide on a step",
                            "text": "You leave with something that you can do, and a date to come back to it.",
                        },
                    ],
                    "facts": [
                        {"label": "Length", "text": "45 minutes"},
                        {"label": "Place", "text": "Online, or in Lyon on request"},
                        {"label": "Hours", "text": "Monday to Friday, 9:00 to 17:00"},
                        {"label": "Cancelling", "text": "Free until 24 hours before"},
                    ],
                },
            ),
            (
                "questions",
                {
                    "title": "Questions and answers",
                    "questions": [
                        {
                            "question": "Do I need an account?",
                            "answer": (
                                "<p>No. Choose a time, give your name and your e-mail address, and it is booked. The "
                                "confirmation comes with a link to move or to cancel. An account brings all your "
                                "appointments together: make one whenever you like.</p>"
                            ),
                        },
                        {
                            "question": "How do I move an appointment?",
                            "answer": (
                                "<p>Open the link in your confirmation, or "
                                '<a href="/en/mes-rendez-vous/">My appointments</a> if you have an account, then '
                                "“Move”, and choose another time. You can until 24 hours before the session. Later "
                                "than that, call me.</p>"
                            ),
                        },
                        {
                            "question": "Is what I say confidential?",
                            "answer": (
                                "<p>Yes. Nothing goes to your employer, even one who pays. The notes that I take "
                                "are encrypted, and you may ask for them to be deleted at any time.</p>"
                            ),
                        },
                        {
                            "question": "Do you work in English?",
                            "answer": "<p>Yes, in French and in English, as you like.</p>",
                        },
                    ],
                },
            ),
        ],
    }


def standard_pages(*, service, practitioner, portrait, cabinet):
    """Return the fields of each page, in the order of `pages_fr.standard_pages`."""
    return [
        {
            "title": "About me",
            "search_description": (
                "Camille Aubert, professional coach in Lyon: fifteen years in business, a certificate, regular "
                "supervision, and one rule, you stay in charge."
            ),
            "picture_text": "Drawn portrait of Camille Aubert, smiling, with brown hair and red glasses",
            "lead": "Professional coach since 2016, in Lyon and online.",
            "intro": (
                "<p>For fifteen years I led teams, first in industry and then in a mutual insurance company. There "
                "I learnt that good decisions are rarely made alone, and almost never in a hurry.</p>"
                "<p>Today I help people to do what daily life does not allow: stop, say what is going on, choose. I "
                "have no recipes. I ask questions, I keep the course and I watch the time.</p>"
            ),
            "body": [
                (
                    "quote",
                    {
                        "text": "A session has worked when you know what you will do tomorrow morning, and why.",
                        "author": "Camille Aubert",
                    },
                ),
                (
                    "path",
                    {
                        "title": "My path",
                        "milestones": [
                            {"when": "2001", "what": "Engineering degree in Lyon, first post in industry."},
                            {"when": "2007", "what": "Head of a team of twelve, then of a department."},
                            {"when": "2012", "what": "Director of projects of a regional mutual insurance company."},
                            {"when": "2016", "what": "Certified as a professional coach; the practice opens."},
                            {"when": "Since 2021", "what": "Sessions online, and supervision every month."},
                        ],
                    },
                ),
                (
                    "portrait",
                    {
                        "picture": {
                            "image": cabinet,
                            "decorative": False,
                            "alt_text": (
                                "Drawing of the consulting room: two armchairs, a low table, a window on the hills"
                            ),
                        },
                        "caption": "The consulting room in Lyon",
                        "text": (
                            "<h2>Where we meet</h2>"
                            "<p>Mostly online: a link in your browser, nothing to install.</p>"
                            "<p>I also receive in Lyon, five minutes from the metro. Book your time online, then "
                            "tell me by e-mail that you prefer to come.</p>"
                        ),
                    },
                ),
                (
                    "free_times",
                    {"title": "Let us talk", "text": "Choose one of the next free times, or the week that suits you."},
                ),
            ],
        },
        {
            "title": "Coaching methods",
            "search_description": (
                "Three ways of working together: taking stock, a new post, a better balance. For whom, how, how long."
            ),
            "lead": (
                "Three ways of working together, for three kinds of question. They share one rule: you decide on "
                "the goal, I see to the frame."
            ),
            "body": [
                (
                    "methods",
                    {
                        "methods": [
                            {
                                "name": "Taking stock",
                                "for_whom": "You wonder whether to change your job, your employer or your status.",
                                "course": (
                                    "We read your path again, we name what you want to keep and what you want to "
                                    "leave. You then try two leads in real life before you choose."
                                ),
                                "length": "Six to eight sessions over four months",
                                "service": service,
                            },
                            {
                                "name": "A new post",
                                "for_whom": "You take on a team, a project or a new responsibility.",
                                "course": (
                                    "Before you arrive: your priorities and your allies. Then, at each session, one "
                                    "real situation, prepared and looked at again."
                                ),
                                "length": "Eight to ten sessions over six months",
                                "service": service,
                            },
                            {
                                "name": "A better balance",
                                "for_whom": "There is too much of everything, and saying no costs you.",
                                "course": (
                                    "An honest record of two weeks, then trials: what you hand over, what you "
                                    "negotiate, what you stop. We keep what holds."
                                ),
                                "length": "Five to six sessions over three months",
                                "service": service,
                            },
                        ],
                    },
                ),
                (
                    "free_times",
                    {
                        "title": "Begin with one session",
                        "text": "One time, one question, and you will see whether it suits you.",
                    },
                ),
            ],
        },
        {
            "title": "Legal notice",
            "search_description": "Who publishes this site, who hosts it, and whose the texts and pictures are.",
            "body": [
                (
                    "text",
                    "<h2>Who publishes this site</h2>"
                    "<p>Camille Aubert, sole trader, 12 rue de Marseille, 69007 Lyon, France. Registration number: "
                    "to be given before the site goes online.</p>"
                    "<h2>Who hosts it</h2>"
                    "<p>Name, address and telephone of the host: to be given before the site goes online.</p>"
                    "<h2>Texts and pictures</h2>"
                    "<p>They belong to their author. You may quote them and name the source.</p>",
                )
            ],
        },
        {
            "title": "Privacy",
            "search_description": "What the site keeps about you, why, for how long, and how to have it deleted.",
            "lead": "The site keeps little about you, and gives it to nobody.",
            "body": [
                (
                    "text",
                    "<h2>What is kept</h2>"
                    "<ul><li>Your name, your e-mail address, your language and, if you give it to me, your "
                    "telephone: to answer you and to know who you are.</li>"
                    "<li>The day on which you signed up and last logged in. Your password is kept only in a form "
                    "that cannot be read back.</li>"
                    "<li>Your appointments and their changes, with the reasons and comments that you write: to keep "
                    "the diary and to show you its history.</li>"
                    "<li>Your answers to the questions asked when you book, if there are any: to prepare the "
                    "session.</li>"
                    "<li>My notes: they are encrypted, and each reading leaves a line in a log.</li></ul>"
                    "<h2>What is not</h2>"
                    "<p>No audience measurement, no advertising, no one else’s service. Cookies keep you logged in, "
                    "protect the forms and remember light or dark colours: none of them needs your consent.</p>"
                    "<h2>How long</h2>"
                    "<p>As long as we work together, then until you ask for it to be deleted: the site deletes nothing "
                    "by itself. Invoices are kept for ten years, as the law asks.</p>"
                    "<h2>Your rights</h2>"
                    "<p>You may read, correct, take away or have deleted what concerns you: write to the address at "
                    "the foot of each page, I answer within a month. You may also complain to the CNIL, the French "
                    "authority.</p>",
                )
            ],
        },
        {
            "title": "Accessibility",
            "search_description": "How accessible the site is, what is tried, and whom to tell of an obstacle.",
            "lead": (
                "Everyone should be able to read this site and book, by keyboard, by voice or with a screen reader."
            ),
            "body": [
                (
                    "text",
                    "<h2>State</h2>"
                    "<p>The site aims at level AA of WCAG 2.2. Each page is checked by a tool, in light and in "
                    "dark, on small and large screens. Nobody from outside has audited it yet, so that it does not "
                    "claim to conform.</p>"
                    "<h2>You meet an obstacle</h2>"
                    "<p>Write or call: I answer within two working days, and I book for you if the site stands in "
                    "your way.</p>",
                )
            ],
        },
        {
            "title": "Help and contact",
            "search_description": "Book, move, cancel, find a password again: the answers, and how to reach me.",
            "lead": "The answer may be below. If not, write or call: I answer within two working days.",
            "body": [
                (
                    "questions",
                    {
                        "title": "Booking, and your appointments",
                        "questions": [
                            {
                                "question": "I do not find a time that suits me",
                                "answer": (
                                    "<p>Bookings are open for the next sixty days. Go from week to week, or "
                                    "straight to a date. Times become free every week.</p>"
                                ),
                            },
                            {
                                "question": "I have forgotten my password",
                                "answer": (
                                    "<p>On the log-in page, choose “Forgot your password?”. An e-mail brings you a "
                                    "link to choose a new one.</p>"
                                ),
                            },
                        ],
                    },
                ),
                (
                    "text",
                    "<h2>How to reach me</h2>"
                    "<p>The e-mail address and the telephone stand at the foot of each page. I am in sessions from "
                    "Monday to Friday, 9:00 to 12:30 and 13:30 to 17:00: leave a message, I call back the same "
                    "day.</p>",
                ),
            ],
        },
    ]
