"""The web server's settings: `gunicorn --config site_core/gunicorn.py site_core.wsgi`."""

import os

from gunicorn.glogging import Logger

from site_core.discretion import discreet, discreet_referer
from site_core.settings import readers
from site_core.settings.env import read


class DiscreetLogger(Logger):
    """gunicorn's access log: who asked for what, in one line, and nothing that opens a door."""

    def atoms(self, response, request, environ, request_time):
        line = super().atoms(response, request, environ, request_time)
        address = discreet(environ["RAW_URI"])
        line["r"] = f"{environ['REQUEST_METHOD']} {address} {environ['SERVER_PROTOCOL']}"
        return {**line, "U": address, "q": "", "f": discreet_referer(line["f"])}


bind = f"{read('LISTEN_ON', default='0.0.0.0')}:{read('PORT', readers.port, 8000)}"
worker_class = "gthread"
workers = read("WEB_CONCURRENCY", readers.worker_count, 2)
threads = 4
# Settings that cannot be used, and code that cannot be loaded, stop the start instead of a worker over and over.
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
# Where a worker shows that it lives must not be a slow disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None

accesslog = read("ACCESS_LOG", default="-")
loglevel = "info"
if accesslog == "off":
    accesslog, loglevel = None, "warning"
logger_class = DiscreetLogger
