"""Start the whole site on one machine: `make run` ends here."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import connections

from site_core import logins, startup
from site_core.processes import PAUSE, Child, Processes, WebServerEnded

# Not from elsewhere unless LISTEN_ON says so: the log-ins of a demonstration are no secret.
HOST = os.environ.get("LISTEN_ON") or "127.0.0.1"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    help = "Prepare what is missing, then run the web server and the worker until Ctrl-C or SIGTERM."
    requires_system_checks = []

    def handle(self, **options):
        for number in STOP_SIGNALS:
            signal.signal(number, signal.default_int_handler)
        try:
            self.prepare()
            self.serve()
        except KeyboardInterrupt:
            self.say("Stopped.")

    def say(self, line=""):
        self.stdout.write(line)
        self.stdout.flush()

    def prepare(self):
        startup.refuse_taken_port(HOST, settings.PORT)
        if startup.is_new():
            startup.settle(startup.wanted_preset())
        startup.prepare_database(self.say)
        startup.prepare_content(self.say)
        startup.prepare_static_files(self.say)

    def serve(self):
        self.say("Starting the web server and the worker")
        processes = Processes(web_server(), worker(), self.say)
        try:
            processes.start()
            usable = logins.usable()
            connections.close_all()
            self.wait_for_answer(processes)
            self.show_doors(usable)
            processes.watch()
        except WebServerEnded as ended:
            raise CommandError(str(ended)) from None
        finally:
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            processes.stop()

    def wait_for_answer(self, processes):
        """Return once the site says that it is well; what it finds wrong is shown, and ends the start."""
        while True:
            processes.look()
            try:
                return ask_health()
            except urllib.error.HTTPError as error:
                raise CommandError(f"The site is not well: {error.read().decode()[:500]}") from None
            except OSError:
                time.sleep(PAUSE)

    def show_doors(self, usable):
        self.say(f"\n  Site   {settings.BASE_URL}/\n  Admin  {settings.BASE_URL}/admin/\n")
        for login in usable:
            self.say(f"  {login.role}: {login.email}  {login.password}")
        if not usable:
            self.say("  No log-in yet? .venv/bin/python manage.py createsuperuser")
        self.say("\n  Ctrl-C ends it.")


def web_server():
    quiet = {"ACCESS_LOG": os.environ.get("ACCESS_LOG") or "off"}
    arguments = ["-m", "gunicorn", "--config", str(settings.BASE_DIR / "site_core/gunicorn.py"), "site_core.wsgi"]
    return Child([*arguments, "--chdir", str(settings.BASE_DIR)], {"LISTEN_ON": HOST, **quiet})


def worker():
    return Child([str(settings.BASE_DIR / "manage.py"), "deliver"], {})


def ask_health():
    """Ask the web server itself, past any proxy of this machine."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    host = urlsplit(settings.BASE_URL).netloc
    request = urllib.request.Request(f"http://{HOST}:{settings.PORT}/healthz", headers={"Host": host})
    with direct.open(request, timeout=10) as answer:
        return json.load(answer)
