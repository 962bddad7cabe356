"""Texts as programs send them: no control characters, no longer than the row they go to, no spaces around."""

import unicodedata
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, StringConstraints

from people.validators import TURN_THE_TEXT_ROUND, validate_printable


def one_line(text):
    from django.core.exceptions import ValidationError

    try:
        validate_printable(text)
    except ValidationError as error:
        raise ValueError(error.messages[0]) from None
    return text


def several_lines(text):
    """Refuse what nobody types; a line may end and a word be moved in."""
    kept = text.replace("\r\n", "\n")
    odd = {sign for sign in kept if unicodedata.category(sign) in {"Cc", "Cs"}} - {"\n", "\t"}
    if odd or TURN_THE_TEXT_ROUND & set(kept):
        raise ValueError(_("Write letters and signs only."))
    return kept


def whole_signs(text):
    """Refuse the zero byte, and half of a sign: nothing can be made or kept of either."""
    if any(sign == "\0" or unicodedata.category(sign) == "Cs" for sign in text):
        raise ValueError(_("Write letters and signs only."))
    return text


#: As it is typed, spaces and all: a password, a token, an answer.
Text = Annotated[str, AfterValidator(whole_signs)]


def Line(longest, *, needed=False):
    limits = StringConstraints(strip_whitespace=True, max_length=longest, min_length=1 if needed else 0)
    return Annotated[str, limits, AfterValidator(one_line)]


def Lines(longest):
    return Annotated[str, StringConstraints(strip_whitespace=True, max_length=longest), AfterValidator(several_lines)]
