"""Ask the web server of this machine whether it is well: `python -m site_core.well`; 0 if it is, else why not.

For a container's health check, and for whoever restarts one instance after another.
"""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def main():
    port = os.environ.get("PORT") or "8000"
    # The site answers to its own name only.
    host = urlsplit(os.environ.get("BASE_URL") or "http://localhost").netloc
    question = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(question, timeout=5) as answer:
            print(answer.read().decode())
            return 0
    except urllib.error.HTTPError as error:
        print(error.read().decode(errors="replace")[:500], file=sys.stderr)
    except OSError as error:
        print(f"port {port}: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
