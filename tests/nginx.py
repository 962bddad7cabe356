"""The nginx that stands in front of the site: `python -m tests.nginx` installs one if the machine has none.

It runs `deploy/nginx/creneau.conf` as it is shipped, but for names, ports and folders.
"""

import contextlib
import datetime as dt
import os
import shutil
import ssl
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.server import ROOT, free_port

SHIPPED = ROOT / "deploy" / "nginx"
AROUND = """
daemon off;
{user}
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log notice;
events {{ worker_connections 512; }}
http {{
    types {{ text/html html; text/css css; }}
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/creneau.conf;
}}
"""


def found():
    """Return the path of nginx, or None: Debian has it where an ordinary person does not look."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def install():
    """Install Debian's nginx as root, without starting it."""
    print("Installing nginx for the tests", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        # With RUNLEVEL set the package leaves the service alone.
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}}
        subprocess.run(["apt-get", "update", "-qq"], stdin=subprocess.DEVNULL, **quiet)
        command = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "nginx"]
        subprocess.run(command, stdin=subprocess.DEVNULL, **quiet)
    if not found():
        raise SystemExit(
            "The tests of two instances need nginx, which could not be installed: install the package nginx."
        )


class Nginx:
    """nginx in front of `addresses`, two of them; it speaks HTTPS at `address`, and HTTP at `plain_address`.

    `without_tls`: it speaks HTTP at `address` too, for a browser that believes in no certificate of ours.
    """

    def __init__(self, addresses, folder, *, without_tls=False):
        self.folder = Path(folder)
        port, plain_port = free_port(), free_port()
        self.host = f"localhost:{port}"
        scheme, tls = ("http", "") if without_tls else ("https", " ssl http2")
        self.address, self.plain_address = f"{scheme}://{self.host}", f"http://localhost:{plain_port}"
        ours = [urlsplit(address).netloc for address in addresses]
        make_certificate(self.folder)
        for name in ("cache", "letsencrypt"):
            (self.folder / name).mkdir()
        self._write(
            {
                "server 127.0.0.1:8001 ": f"server {ours[0]} ",
                "server 127.0.0.1:8002 ": f"server {ours[1]} ",
                "listen 80;": f"listen 127.0.0.1:{plain_port};",
                "listen 443 ssl http2;": f"listen 127.0.0.1:{port}{tls};",
                "https://$host$request_uri": f"https://$host:{port}$request_uri",
                "proxy_set_header Host $host;": "proxy_set_header Host $http_host;",
                "server_name coach.example;": "server_name localhost;",
                "/etc/letsencrypt/live/coach.example": str(self.folder),
                "/var/cache/nginx/creneau": f"{self.folder}/cache",
                "/var/www/letsencrypt": f"{self.folder}/letsencrypt",
                "/var/log/nginx/creneau.log": f"{self.folder}/access.log",
                "/etc/nginx/creneau": str(SHIPPED),
            }
        )

    def _write(self, changed):
        text = (SHIPPED / "creneau.conf").read_text()
        for shipped, ours in changed.items():
            assert shipped in text, shipped
            text = text.replace(shipped, ours)
        (self.folder / "creneau.conf").write_text(text)
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(AROUND.format(folder=self.folder, user=user))

    def __enter__(self):
        path = found()
        assert path, "there is no nginx: `python -m tests.nginx` installs one"
        command = [path, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        subprocess.run([*command, "-t", "-q"], check=True)
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while not (self.folder / "nginx.pid").exists() or not (self.folder / "nginx.pid").read_text():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < end, self.log()
            time.sleep(0.05)
        return self

    def __exit__(self, *_exception):
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=30)

    def log(self, name="error"):
        path = self.folder / f"{name}.log"
        return path.read_text() if path.exists() else ""


def make_certificate(folder):
    """Make a certificate that nobody but the test believes in."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
    made = made.not_valid_after(now + dt.timedelta(days=2))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    certificate = made.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))


def trust(folder):
    """Return what lets a client believe in the certificate in `folder`."""
    return ssl.create_default_context(cafile=str(Path(folder) / "fullchain.pem"))


if __name__ == "__main__":
    if not found():
        install()
