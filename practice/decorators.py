from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.views.decorators.cache import never_cache

from .models import Practitioner


def for_practitioners(view):
    """Call `view` with the practitioner who has logged in; for anyone else there is no such page."""

    @never_cache
    @login_required
    @wraps(view)
    def own(request, *args, **kwargs):
        practitioner = Practitioner.objects.for_user(request.user).first()
        if practitioner is None:
            raise Http404
        return view(request, practitioner, *args, **kwargs)

    return own
