"""Why a look at an outside calendar gave nothing. No Django in here: the process that looks needs none."""

from enum import StrEnum

from outside import Obstacle


class Problem(StrEnum):
    """Each `outside.Obstacle`, and what a calendar may lack; `wording.PROBLEMS` says each in a sentence."""

    LOCKED = "locked"
    ADDRESS = Obstacle.ADDRESS
    PRIVATE = Obstacle.PRIVATE
    UNREACHABLE = Obstacle.UNREACHABLE
    CERTIFICATE = Obstacle.CERTIFICATE
    REDIRECTS = "redirects"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    SERVER = "server"
    SLOW = Obstacle.SLOW
    TOO_LARGE = "too_large"
    NO_CALENDAR = "no_calendar"
    TOO_MANY = "too_many"


class LookFailed(Exception):
    """Nothing could be read; `problem` says why."""

    def __init__(self, problem):
        super().__init__(problem)
        self.problem = problem
