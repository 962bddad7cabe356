import re
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404

from . import permissions

#: Where Wagtail lets in everybody who may enter the admin, and shows what is for who keeps pages: drafts, pictures,
#: documents and tasks by their names, and a log of what others did.
FOR_EDITORS = re.compile(
    r"/admin/(?:api|block-preview|bulk/wagtail[a-z]+|choose-[a-z-]+|embeds|images/chooser/\d+/select_format"
    r"|images/\d+/generate_url|pages|reports|snippets/choose|tag-autocomplete|workflows)/"
)


def admin_is_for_staff(view):
    """Answer 404 to what someone who is logged in may not do in the admin: it is as if it were not there.

    Wagtail would send a client to the log-in, which would send them back, since they are logged in: for ever. It would
    send a colleague home with a sentence, which tells that there is something; see `hide_what_is_refused`.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated and not may_ask(request):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            raise Http404 from None

    return guarded


def may_ask(request):
    if not permissions.may_enter_admin(request.user):
        return False
    return not FOR_EDITORS.match(request.path_info) or permissions.may_keep_pages(request.user)


def hide_what_is_refused():
    """Have Wagtail's admin answer 404 where it would send home with “you do not have permission”.

    It has no setting for it, and what it raises is caught before any view, decorator or middleware of ours sees it.
    """
    from wagtail.admin import auth

    auth.permission_denied = _not_there


def _not_there(request):
    raise Http404
