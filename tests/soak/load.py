"""People who book one time after another, and send a form again until they are told how it ended."""

import http.client
import itertools
import threading
import time
import uuid
from dataclasses import dataclass

from django.urls import reverse

from tests.crowd import REFUSED, WON, Rival


@dataclass
class Wish:
    """One form, sent as often as it takes. `won` is what was said in the end; None: nothing that can be relied on."""

    rival: Rival
    start: object
    key: uuid.UUID
    won: bool | None = None
    unheard: int = 0


class Load:
    """As long as it lasts each of `rivals` books one of `starts` after another; every tenth is wanted by two."""

    #: Nobody waits longer for an answer.
    PATIENCE = 60

    def __init__(self, rivals, practice, starts):
        self.practice = practice
        self.wishes = []
        self.over = threading.Event()
        wanted = (start for number, start in enumerate(starts) for _ in range(2 if number % 10 == 9 else 1))
        self.wanted = itertools.chain(wanted)
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.book_on, args=(rival,), daemon=True) for rival in rivals]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *problem):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def book_on(self, rival):
        while not self.over.is_set():
            with self.lock:
                start = next(self.wanted, None)
            if start is None:
                return
            wish = Wish(rival, start, uuid.uuid4())
            self.wishes.append(wish)
            self.see_through(wish)

    def see_through(self, wish):
        until = time.monotonic() + self.PATIENCE
        while wish.won is None and time.monotonic() < until:
            try:
                answer = wish.rival.send(self.practice, wish.start, key=wish.key)
            except (OSError, http.client.HTTPException):
                answer = None
            if answer and answer.status == WON and reverse("booking:mine") in answer.getheader("Location"):
                wish.won = True
            elif answer and answer.status == REFUSED:
                wish.won = False
            else:
                wish.unheard += 1
                time.sleep(0.1)

    def settled(self):
        """Return how many wishes have been answered so far."""
        return sum(wish.won is not None for wish in self.wishes)
