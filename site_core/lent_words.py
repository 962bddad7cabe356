"""What packages say and have in no Russian of their own: gathered into our catalogues, and used by no code."""

from django.utils.translation import gettext_noop

LENT = [gettext_noop("By %(filter_title)s")]
