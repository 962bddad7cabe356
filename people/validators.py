import string
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

#: They turn round what is written after them, in a list or in a mail. (Joiners, of the same category, spell names.)
TURN_THE_TEXT_ROUND = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def validate_printable(text):
    """Refuse control characters: no one types them, and one of them spoils a mail's subject or a whole export."""
    if TURN_THE_TEXT_ROUND & set(text) or any(
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text
    ):
        raise ValidationError(_("Write this on one line, with letters and signs only."), code="unprintable")


class PasswordRule:
    """The practice's own rule, set by the coach: how long a password is, and whether it holds a letter and a digit."""

    @property
    def min_length(self):
        return self._rules().password_length

    def validate(self, password, user=None):
        rules, wrong = self._rules(), []
        if len(password) < rules.password_length:
            wrong.append(
                ValidationError(
                    ngettext(
                        "Choose a longer password: at least %(count)s character.",
                        "Choose a longer password: at least %(count)s characters.",
                        rules.password_length,
                    )
                    % {"count": rules.password_length},
                    code="password_too_short",
                )
            )
        if rules.password_needs_letter_and_digit and not has_letter_and_digit(password):
            sentence = _("Put at least one lower-case Latin letter (a to z) and one digit in the password.")
            wrong.append(ValidationError(sentence, code="password_without_letter_or_digit"))
        if wrong:
            raise ValidationError(wrong)

    def get_help_text(self):
        rules = self._rules()
        text = ngettext("At least %(count)s character.", "At least %(count)s characters.", rules.password_length)
        if rules.password_needs_letter_and_digit:
            text = ngettext(
                "At least %(count)s character, with a lower-case Latin letter and a digit.",
                "At least %(count)s characters, with a lower-case Latin letter and a digit.",
                rules.password_length,
            )
        return text % {"count": rules.password_length}

    def _rules(self):
        # Models use this module: they are there by the time that somebody chooses a password.
        from .models import RegistrationRules

        return RegistrationRules.load()


def has_letter_and_digit(password):
    return any(letter in string.ascii_lowercase for letter in password) and any(
        digit in string.digits for digit in password
    )
