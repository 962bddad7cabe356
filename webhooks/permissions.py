"""May this person? Webhooks send what happens in the practice out of it: administrators alone decide where."""

from people.permissions import is_administrator


def may_keep_webhooks(user):
    return is_administrator(user)
