from functools import wraps

from django.http import Http404

from . import permissions


def admin_is_for_staff(view):
    """Answer 404 to someone who is logged in but has nothing to do in the admin.

    Wagtail would send them to the log-in, which would send them back, since they are logged in: for ever.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated and not permissions.may_enter_admin(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
