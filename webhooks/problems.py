"""Why an attempt was heard by nobody."""

from enum import StrEnum

from outside import Obstacle


class Problem(StrEnum):
    """Each `outside.Obstacle`, and what is our own; `wording.PROBLEMS` says each in a sentence."""

    ADDRESS = Obstacle.ADDRESS
    PRIVATE = Obstacle.PRIVATE
    UNREACHABLE = Obstacle.UNREACHABLE
    CERTIFICATE = Obstacle.CERTIFICATE
    SLOW = Obstacle.SLOW
    LOCKED = "locked"
    INTERRUPTED = "interrupted"
