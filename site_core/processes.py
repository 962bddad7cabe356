"""The site's two processes, web server and worker, started and stopped together."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass

PAUSE = 0.5
# gunicorn lets requests under way come to their end; see graceful_timeout in gunicorn.py.
PATIENCE = 30


class WebServerEnded(Exception):
    pass


@dataclass
class Child:
    """A process in our own group: who ends the whole group leaves nothing behind."""

    arguments: list
    environment: dict
    process: subprocess.Popen | None = None

    def start(self):
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", **self.environment}
        self.process = subprocess.Popen([sys.executable, *self.arguments], env=environment, stdin=subprocess.DEVNULL)

    @property
    def has_ended(self):
        return self.process.poll() is not None


class Processes:
    def __init__(self, web, worker, say):
        self.web, self.worker, self.say = web, worker, say

    def start(self):
        self.web.start()
        self.worker.start()

    def watch(self):
        """Start the worker again when it falls; raise `WebServerEnded` when the web server does. Never returns."""
        while True:
            self.look()
            time.sleep(PAUSE)

    def look(self):
        if self.web.has_ended:
            raise WebServerEnded(f"The web server ended (code {self.web.process.returncode})")
        if self.worker.has_ended:
            self.say(f"The worker ended (code {self.worker.process.returncode}); starting it again")
            time.sleep(PAUSE)
            self.worker.start()

    def stop(self):
        """End both, each when what it has in hand is done."""
        running = [child.process for child in (self.web, self.worker) if child.process and not child.has_ended]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
