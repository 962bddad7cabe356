"""Where the name of a server leads, asked by a process of its own: a directory that is silent keeps nobody waiting."""

import json
import sys

from .addresses import Address
from .connections import refuse_if_private
from .obstacles import Obstacle, Unreached
from .processes import Stopped, answer_of

#: Seconds for the whole question.
WHOLE = 5


def leads_to_private(address, *, private_hosts=(), seconds=WHOLE):
    """Tell whether the server stands in a private network, as far as that can be found out now.

    `private_hosts` are names of servers that may.
    """
    question = {"address": [address.host, address.port, address.target], "private_hosts": list(private_hosts)}
    try:
        return answer_of(__name__, question, seconds=seconds)["obstacle"] == Obstacle.PRIVATE
    except (TimeoutError, Stopped):
        return False


def main():
    """Answer the one question on standard input, as JSON."""
    question = json.load(sys.stdin)
    obstacle = None
    try:
        refuse_if_private(Address(*question["address"]), private_hosts=question["private_hosts"])
    except Unreached as unreached:
        obstacle = unreached.obstacle
    json.dump({"obstacle": obstacle}, sys.stdout)


if __name__ == "__main__":
    main()
