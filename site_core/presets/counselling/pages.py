"""The practice's pages. Numbers to call in an emergency are those of the United Kingdom, as published there."""

from site_core.presets.blocks import free_times, methods, path, questions, quote, steps, text

TAGLINE = "Elm Row Counselling: talking therapy in Bristol and online, by invitation after a first call."


def home():
    return {
        "title": "Home",
        "slug": "home",
        "seo_title": "Counselling in Bristol and online",
        "search_description": TAGLINE,
        "promise": "Room to think, and someone who listens",
        "lead": (
            "We are two counsellors in Bristol. An hour at a time, in person or online, we help you to make sense of "
            "what is going on, at a pace that is yours."
        ),
        "first_button": "Choose a time",
        "second_button": "How to begin",
        "free_times_title": "Next free times",
        "free_times_note": "For clients with an account. New here? Call us first: we send you an invitation.",
        "body": [
            steps(
                "How to begin",
                (
                    "Call us",
                    "Twenty minutes on the telephone, free of charge. You say what brings you, and ask us anything.",
                ),
                (
                    "Open our invitation",
                    "If we seem right for you, an e-mail brings a link. It is yours alone, and makes your account.",
                ),
                ("Book your hours", "Choose times that suit you, move them, or take a break, whenever you like."),
                facts=[
                    ("Length", "One hour"),
                    ("Place", "Elm Row, Bristol, or online"),
                    ("Hours", "Monday to Friday, 9:00 to 18:00"),
                    ("Cancelling", "Free until 48 hours before"),
                ],
            ),
            quote("People seldom need advice. They need an hour in which nobody interrupts.", "Eleanor Hart"),
            questions(
                "Before you call",
                (
                    "What if this is an emergency?",
                    "We cannot answer at once. If you or someone else may be in danger, call 999. "
                    '<a href="/help-in-an-emergency/">Who answers day and night</a> is listed on a page of its own.',
                ),
                (
                    "Why can I not simply sign up?",
                    "Because a first conversation matters: we may not be the right people for you, and then we say so "
                    "and name others. It also keeps our waiting times short.",
                ),
                (
                    "I live abroad. Can I come to you online?",
                    "Often, yes. You read all times on your own clocks, with the name of your zone beside them. "
                    "Tell us on the telephone where you live: in some countries we may not practise.",
                ),
            ),
        ],
    }


def standard_pages(*, services, practitioner, portrait, room):
    """Return the fields of each page in the order of the menu, then of the foot; the first of the foot is `FOOT`."""
    return [
        about(practitioner, portrait, room),
        approach(services),
        fees(),
        faq(),
        emergency(),
        legal(),
        privacy(),
        accessibility(),
    ]


#: How many pages are in the menu; the others are in the foot.
FOOT = 4


def about(practitioner, portrait, room):
    return {
        "title": "About us",
        "slug": "about",
        "search_description": "Eleanor Hart and Samuel Okafor, counsellors in Bristol: training, supervision, manner.",
        "show_in_menus": True,
        "picture": portrait,
        "picture_text": "Drawn portrait of Eleanor Hart, smiling, with silver hair",
        "practitioner": practitioner,
        "lead": "Two counsellors, one quiet house on Elm Row.",
        "intro": (
            "<p>Eleanor Hart opened the practice in 2012, after ten years as a hospital social worker. Samuel Okafor "
            "joined her in 2018. He taught mathematics before, and still explains things well.</p>"
            "<p>Both of us trained for four years, belong to a professional body, and see a supervisor every "
            "month. We keep learning; we also keep our diaries short enough to be awake in every hour of them.</p>"
        ),
        "body": [
            path(
                "How we came here",
                ("2002", "Eleanor begins on the wards, and stays for ten years."),
                ("2012", "The house on Elm Row opens, with one armchair too few."),
                ("2018", "Samuel joins, with a diploma in work with couples."),
                ("Since 2020", "Half of our hours are online."),
            ),
            (
                "portrait",
                {
                    "picture": {
                        "image": room,
                        "decorative": False,
                        "alt_text": "Drawing of the room: two armchairs, a low table, a tall window",
                    },
                    "caption": "The room on the first floor",
                    "text": (
                        "<h2>Where we meet</h2>"
                        "<p>14 Elm Row, ten minutes on foot from Temple Meads station. There are steps at the front; a "
                        "ramp leads to the garden door, and the room on the ground floor is yours if you need it.</p>"
                        "<p>Online, you need a browser and a door that closes.</p>"
                    ),
                },
            ),
            free_times("The next free times", "With either of us. You need an account, and for that an invitation."),
        ],
    }


def approach(services):
    individual, couples = services
    return {
        "title": "Our approach",
        "slug": "approach",
        "search_description": "Person-centred counselling: what it helps with, how long it takes, and what it is not.",
        "show_in_menus": True,
        "lead": "You talk, we listen closely, and together we look for what would help. There is no couch.",
        "body": [
            methods(
                {
                    "name": "When everything worries you",
                    "for_whom": "You sleep badly, avoid things, or wait for the next wave.",
                    "course": "We learn what sets it off, try small steps between sessions, and see what changes.",
                    "length": "Eight to twelve sessions",
                    "service": individual,
                },
                {
                    "name": "When someone has died",
                    "for_whom": "You have lost someone, lately or long ago, and it does not get lighter.",
                    "course": "No stages to go through. You tell the story as often as it takes.",
                    "length": "As long as you need",
                    "service": individual,
                },
                {
                    "name": "When two of you are stuck",
                    "for_whom": "You have the same quarrel again and again, or hardly speak at all.",
                    "course": "Both are heard. We slow the quarrel down until each can say what is underneath.",
                    "length": "Six sessions, then we look again",
                    "service": couples,
                },
            ),
            text(
                "<h2>What counselling is not</h2>"
                "<p>We are not doctors: we make no diagnosis and prescribe nothing. If we think that you need "
                "medical help we say so, and help you to find it.</p>"
            ),
        ],
    }


def fees():
    return {
        "title": "Fees",
        "slug": "fees",
        "search_description": "What an hour costs, what is free, and what happens when you cancel.",
        "show_in_menus": True,
        "lead": "The first call is free. After that, you pay for the hours that you book and no others.",
        "body": [
            text(
                "<h2>An hour</h2>"
                "<ul><li>By yourself: £65</li><li>As a couple: £85</li><li>The first telephone call: free</li></ul>"
                "<h2>If that is too much</h2>"
                "<p>We keep four hours a week at £35 for people who study, look for work or live on little. Ask on the "
                "telephone; you need not prove anything.</p>"
                "<h2>When you cannot come</h2>"
                "<p>Move or cancel free of charge until 48 hours before. After that the hour is charged, unless you "
                "are ill or something serious has happened: then call us.</p>"
            ),
            questions(
                "About paying",
                ("How do I pay?", "By bank transfer within a week of the session. We send one invoice a month."),
                (
                    "Does my insurance cover it?",
                    "Some do. Ask whether they accept counsellors registered with a professional body; our invoices "
                    "carry the number.",
                ),
            ),
        ],
    }


def faq():
    return {
        "title": "Questions",
        "slug": "questions",
        "search_description": "Invitations, booking, moving, cancelling, what stays between us: the answers.",
        "show_in_menus": True,
        "lead": "If yours is not here, call: we like to be asked.",
        "body": [
            questions(
                "Booking",
                (
                    "My invitation has expired",
                    "Invitations hold for a fortnight and work once. Call or write, and we send another.",
                ),
                (
                    "How do I move a session?",
                    'Log in, open <a href="/mes-rendez-vous/">My appointments</a>, choose the session and then '
                    "“Move”. You can until 48 hours before.",
                ),
                (
                    "Can I always have the same hour?",
                    "Mostly. Tell your counsellor, who books the weeks ahead for you; each comes with its own e-mail.",
                ),
                (
                    "Nothing suits me",
                    "Put yourself on the waiting list of a full day. If somebody cancels, the time is kept for you "
                    "for a while and an e-mail tells you.",
                ),
            ),
            questions(
                "Between us",
                (
                    "Is what I say confidential?",
                    "Yes, with one exception: if someone is in serious danger we may have to tell somebody. We "
                    "would speak with you first whenever we can.",
                ),
                (
                    "Do you take notes?",
                    "Short ones. They are encrypted, each of us reads only their own, and you may ask to see them.",
                ),
                (
                    "Who sees my e-mails from you?",
                    "Whoever looks into your mailbox. In your account you can ask for discreet ones: they say when, "
                    "and neither with whom nor where.",
                ),
            ),
        ],
    }


def emergency():
    return {
        "title": "Help in an emergency",
        "slug": "help-in-an-emergency",
        "search_description": "If you cannot wait for us: who answers day and night in the United Kingdom.",
        "lead": "We cannot answer at once, and others can. You will not be a burden to any of them.",
        "body": [
            text(
                "<h2>Now</h2>"
                "<ul><li><strong>999</strong>: if someone may be in danger, or has been hurt.</li>"
                "<li><strong>111</strong>, option 2: the NHS, for a crisis of mental health, day and night.</li>"
                "<li><strong>116 123</strong>: Samaritans, day and night, free from every telephone.</li>"
                "<li><strong>85258</strong>: text “SHOUT”, if speaking is too hard.</li></ul>"
                "<h2>At home</h2>"
                "<ul><li><strong>0808 2000 247</strong>: the National Domestic Abuse Helpline, day and night.</li>"
                "<li><strong>0800 1111</strong>: Childline, for anyone under 19.</li></ul>"
                "<h2>Elsewhere</h2>"
                "<p>In the European Union <strong>112</strong> answers everywhere. In the United States and in Canada, "
                "<strong>988</strong>.</p>"
                "<h2>Then tell us</h2>"
                "<p>When you are safe, write or call: we make room for you in the same week.</p>"
            )
        ],
    }


def legal():
    return {
        "title": "Legal notice",
        "slug": "legal-notice",
        "search_description": "Who publishes this site, who hosts it, and whose the texts and pictures are.",
        "body": [
            text(
                "<h2>Who publishes this site</h2>"
                "<p>Elm Row Counselling, a partnership of Eleanor Hart and Samuel Okafor, 14 Elm Row, Bristol BS1 0AA. "
                "Registration numbers: to be given before the site goes online.</p>"
                "<h2>Who hosts it</h2>"
                "<p>Name, address and telephone of the host: to be given before the site goes online.</p>"
                "<h2>Texts and pictures</h2>"
                "<p>They belong to us. You may quote them and name the source.</p>"
                "<h2>If you are not content</h2>"
                "<p>Tell us first. If that does not help, our professional body looks into complaints; ask us for its "
                "address, or find it on our invoices.</p>"
            )
        ],
    }


def privacy():
    return {
        "title": "Privacy",
        "slug": "privacy",
        "search_description": "What the site keeps about you, why, for how long, and how to have it deleted.",
        "lead": "The site keeps little about you, and gives it to nobody.",
        "body": [
            text(
                "<h2>What is kept</h2>"
                "<ul><li>Your name, your e-mail address, your language, your time zone and, if you give it to us, "
                "your telephone: to answer you, and to tell times on your clocks.</li>"
                "<li>Your password, in a form that cannot be read back.</li>"
                "<li>Your appointments and their changes, with the reasons that you write.</li>"
                "<li>Our notes: encrypted, with a line in a log for each reading.</li></ul>"
                "<h2>What is not</h2>"
                "<p>No audience measurement, no advertising, nobody else’s service. Cookies keep you logged in, "
                "protect "
                "the forms and remember light or dark colours.</p>"
                "<h2>How long</h2>"
                "<p>Seven years after our last hour, as our insurance asks; then everything goes. Earlier, if you ask "
                "and the law allows it.</p>"
                "<h2>Your rights</h2>"
                "<p>Read, correct, take away, delete: write to the address at the foot of each page, and we answer "
                "within a month. You may also complain to the Information Commissioner’s Office.</p>"
            )
        ],
    }


def accessibility():
    return {
        "title": "Accessibility",
        "slug": "accessibility",
        "search_description": "How accessible the site and the house are, and whom to tell of an obstacle.",
        "lead": "Everyone should be able to read this site, to book, and to come in.",
        "body": [
            text(
                "<h2>The site</h2>"
                "<p>It aims at level AA of WCAG 2.2. Each page is checked by a tool, in light and in dark, on small "
                "and large screens, and everything works by keyboard. Nobody from outside has audited it yet.</p>"
                "<h2>The house</h2>"
                "<p>Step-free by the garden door, with a room and a toilet on the ground floor. There is a hearing "
                "loop. Assistance dogs are welcome.</p>"
                "<h2>You meet an obstacle</h2>"
                "<p>Write or call: we answer within two working days, and book for you if the site stands in your "
                "way.</p>"
            )
        ],
    }
