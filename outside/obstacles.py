"""Why a server was not reached. The rooms above say each in a sentence of their own."""

from enum import StrEnum


class Obstacle(StrEnum):
    ADDRESS = "address"
    PRIVATE = "private"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    SLOW = "slow"


class Unreached(Exception):
    """Nothing was heard of a server; `obstacle` says why."""

    def __init__(self, obstacle):
        super().__init__(obstacle)
        self.obstacle = obstacle
