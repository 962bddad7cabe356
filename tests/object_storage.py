"""A stand-in for object storage that speaks as much of S3 as the site asks: put, get, head, delete, list.

Without the signature of someone who has the key, nobody reads anything; the signature itself is not looked at.
"""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET, KEY, SECRET = "creneau", "site", "hunter22-hunter22"


class Store(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        #: What is kept, by name.
        self.files = {}
        #: What was asked, as method and name, in order.
        self.asked = []

    @property
    def host(self):
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def setting(self):
        """Return MEDIA_STORAGE for it."""
        return f"s3+http://{KEY}:{SECRET}@{self.host}/{BUCKET}?region=fr-par"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_line):
        pass

    def handle_any(self):
        parts = urlsplit(self.path)
        _slash, bucket, name = [*unquote(parts.path).split("/", 2), ""][:3]
        self.server.asked.append((self.command, name))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.headers.get("Authorization", "").startswith(f"AWS4-HMAC-SHA256 Credential={KEY}/"):
            return self.answer(403)
        if bucket != BUCKET:
            return self.answer(404)
        if not name:
            return self.answer(200, self.listing(parse_qs(parts.query)), kind="application/xml")
        if self.command == "PUT":
            self.server.files[name] = body, self.headers.get("Content-Type", "")
            return self.answer(200)
        if self.command == "DELETE":
            self.server.files.pop(name, None)
            return self.answer(204)
        if name not in self.server.files:
            return self.answer(404)
        content, kind = self.server.files[name]
        return self.answer(200, content, kind=kind)

    do_GET = do_HEAD = do_PUT = do_DELETE = handle_any

    def listing(self, asked):
        """Return the names under a prefix; what lies behind the next slash is told as a folder."""
        prefix = asked.get("prefix", [""])[0]
        inside = [name[len(prefix) :] for name in sorted(self.server.files) if name.startswith(prefix)]
        folders = dict.fromkeys(name.partition("/")[0] for name in inside if "/" in name)
        files = [name for name in inside if "/" not in name]
        lines = [f"<Contents><Key>{escape(prefix + name)}</Key></Contents>" for name in files]
        lines += [f"<CommonPrefixes><Prefix>{escape(prefix + name)}/</Prefix></CommonPrefixes>" for name in folders]
        inner = "".join(lines)
        space = "http://s3.amazonaws.com/doc/2006-03-01/"
        head = f"<Name>{BUCKET}</Name><Prefix>{escape(prefix)}</Prefix><Delimiter>/</Delimiter>"
        inner = f"{head}<IsTruncated>false</IsTruncated>{inner}"
        return f'<ListBucketResult xmlns="{space}">{inner}</ListBucketResult>'.encode()

    def answer(self, status, content=b"", *, kind="text/plain"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", '"0"')
        self.send_header("Last-Modified", "Sun, 29 Nov 2026 12:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


@contextlib.contextmanager
def running_store():
    store = Store()
    thread = threading.Thread(target=store.serve_forever, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        store.shutdown()
        store.server_close()
