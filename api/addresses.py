"""E-mail addresses as programs write them."""

from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator

from people.adapter import WHOLE_ADDRESS
from people.models import User

from .texts import Line


def whole_address(text):
    address = User.normal_email(text)
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError(WHOLE_ADDRESS) from None
    if not address.rpartition("@")[0].isascii():
        raise ValueError(WHOLE_ADDRESS)
    return address


Address = Annotated[Line(254, needed=True), AfterValidator(whole_address)]
