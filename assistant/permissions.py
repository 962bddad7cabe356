"""May this person?"""


def may_answer_messages(user):
    return user.has_perm("assistant.change_message")


def may_try(user):
    """Tell whether `user` may look into why an answer was given."""
    return user.has_perm("assistant.change_question")
