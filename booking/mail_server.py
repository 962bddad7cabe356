"""The mail server, asked directly: one test mail leaves at once, and what the server answered is said."""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

from people.mail import site_name

from .letters import one_line


@dataclass(frozen=True)
class Answer:
    """What came of it, in a sentence, and in the server's own words, which may be empty."""

    is_accepted: bool
    sentence: str
    words: str = ""


class Refused(Exception):
    """A step of the conversation was refused; carries the sentence, and the server's code and words."""

    def __init__(self, sentence, code, words):
        super().__init__(sentence)
        self.sentence = sentence
        self.words = in_its_words(code, words)


def send_test(recipient):
    """Send a test mail to `recipient` and return the `Answer`, in the active language; never raises."""
    mail = EmailMessage(
        subject=_("Test: e-mails leave from %(site)s") % {"site": one_line(site_name())},
        body=_("This e-mail was sent from the settings, to see whether e-mails leave. There is nothing to do."),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[recipient],
        headers={"Auto-Submitted": "auto-generated"},
    )
    connection = get_connection()
    if not isinstance(connection, EmailBackend):
        connection.send_messages([mail])
        return Answer(True, _("No mail server is set: e-mails are written where the site runs, and leave for nobody."))
    try:
        words = converse(connection, mail, recipient)
    except Refused as refused:
        return Answer(False, refused.sentence, refused.words)
    except (OSError, smtplib.SMTPException) as error:
        return Answer(False, trouble_in_words(error), words_of(error))
    sentence = _("The server took the e-mail for %(address)s. Look into that mailbox, and among its unwanted mail.")
    return Answer(True, sentence % {"address": recipient}, words)


def converse(connection, mail, recipient):
    """Hand the mail over step by step and return the server’s last words. Raises `Refused`, or as the network does."""
    sender = parseaddr(mail.from_email)[1]
    connection.open()
    try:
        server = connection.connection
        server.ehlo_or_helo_if_needed()
        refuse_unless(server.mail(sender), _("The server refuses the sender, %(address)s.") % {"address": sender})
        refuse_unless(
            server.rcpt(recipient), _("The server refuses the recipient, %(address)s.") % {"address": recipient}
        )
        code, words = server.data(mail.message().as_bytes(linesep="\r\n"))
        refuse_unless((code, words), _("The server takes the addresses and refuses the e-mail."))
    finally:
        connection.close()
    return in_its_words(code, words)


def refuse_unless(answer, sentence):
    code, words = answer
    if not 200 <= code < 300:
        raise Refused(sentence, code, words)


def in_its_words(code, words):
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return f"{code} {one_line(text)}"[:300]


def words_of(error):
    """Return what the server said, where it said anything, else what this machine has to say."""
    if isinstance(error, smtplib.SMTPResponseException):
        return in_its_words(error.smtp_code, error.smtp_error)
    return one_line(str(error))[:300]


def trouble_in_words(error):
    """Return what stood in the way, and what to look at."""
    names = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "seconds": settings.EMAIL_TIMEOUT}
    if isinstance(error.__context__, TimeoutError):
        error = error.__context__  # It waited for an answer, and calls that a conversation broken off.
    for kind, sentence in TROUBLES:
        if isinstance(error, kind):
            return sentence() % names
    return _("The conversation with %(host)s broke off.") % names


#: From the narrow to the wide: the first that fits is told.
TROUBLES = [
    (smtplib.SMTPAuthenticationError, lambda: _("The server refuses the user name or the password.")),
    (smtplib.SMTPNotSupportedError, lambda: _("%(host)s offers no encryption, or no log-in. Another port may.")),
    (ssl.SSLError, lambda: _("No encrypted line to %(host)s came about: look at the port and the encryption.")),
    (socket.gaierror, lambda: _("There is no server called %(host)s.")),
    (TimeoutError, lambda: _("%(host)s did not answer at port %(port)s within %(seconds)s seconds.")),
    (smtplib.SMTPException, lambda: _("%(host)s broke off the conversation at port %(port)s.")),
    (OSError, lambda: _("Nobody answers at %(host)s, port %(port)s.")),
]
