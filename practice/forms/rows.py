"""Rows that are ticked in a form."""

from django import forms
from django.core.exceptions import ValidationError

#: No key of a database has more digits.
LONGEST_KEY = 18


class RowsField(forms.ModelMultipleChoiceField):
    """Rows by their keys. One that is too long for a database to look for is unknown like any other."""

    def clean(self, value):
        for key in value or ():
            if len(str(key)) > LONGEST_KEY:
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": str(key)[:9]})
        return super().clean(value)
