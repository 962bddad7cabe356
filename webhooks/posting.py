"""One delivery over the wire, by a process of its own: a server that never ends its answer ends that process alone.

`post` asks; `python -m webhooks.posting` is the process, which knows no Django. Redirects are not followed: what was
signed for one server is not for another.
"""

import json
import sys
from dataclasses import dataclass

from outside import CheckedConnection, Obstacle, Stopped, Unreached, answer_of, read_address, told_apart

#: Seconds for the whole: to find the server, to reach it, and to hear its answer.
WHOLE = 10
#: Bytes of an answer that are read; the rest stays where it is.
MOST_BYTES = 2_000


@dataclass(frozen=True)
class Answer:
    """The HTTP status, and the beginning of what the server said."""

    status: int
    words: str

    @property
    def is_taken(self):
        return 200 <= self.status < 300


def post(text, body, headers, *, private_hosts=(), seconds=WHOLE):
    """Send `body`, a text, to the address `text`, and return the `Answer`. Raises `outside.Unreached`.

    `private_hosts` are names of servers that may stand in a private network; every other one must be public.
    """
    question = {"address": text, "body": body, "headers": headers, "private_hosts": list(private_hosts)}
    try:
        answer = answer_of(__name__, question, seconds=seconds)
    except TimeoutError:
        raise Unreached(Obstacle.SLOW) from None
    except Stopped:
        raise Unreached(Obstacle.UNREACHABLE) from None
    if "obstacle" in answer:
        raise Unreached(Obstacle(answer["obstacle"]))
    return Answer(**answer)


def said_by(text, body, headers, private_hosts):
    """Return the server's status and words, as JSON holds them. Raises `outside.Unreached`."""
    address = read_address(text)
    connection = CheckedConnection(address, timeout=WHOLE, private_hosts=private_hosts)
    try:
        with told_apart():
            connection.request("POST", address.target, body=body.encode(), headers=headers)
            response = connection.getresponse()
            words = response.read(MOST_BYTES)
    finally:
        connection.close()
    return {"status": response.status, "words": words.decode(errors="replace")}


def main():
    """Answer the one question on standard input, as JSON."""
    question = json.load(sys.stdin)
    try:
        answer = said_by(question["address"], question["body"], question["headers"], question["private_hosts"])
    except Unreached as unreached:
        answer = {"obstacle": unreached.obstacle}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
