"""Count the queries of one request: `python -m benchmarks.queries`, with a request as JSON on standard input.

In a process beside the site, so that nothing that counts slows the site under measure down. A GET is asked three times
and the last one counted: what a site makes when it is first asked, and what a process keeps, it has by then.
Statements of `change` run before the last time.
"""

import json
import subprocess
import sys

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def count(site, request, change=()):
    """Return the number of queries of a request to the database of `site`."""
    asked = {
        "path": request.path,
        "method": request.method,
        "headers": request.headers,
        "body": request.body,
        "change": change,
    }
    done = subprocess.run(
        [site.python, "-m", "benchmarks.queries"],
        env=site.environment,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"queries of {site.name}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def main():
    import django

    django.setup()
    print(json.dumps(queries_of(**json.load(sys.stdin))))


def queries_of(path, method, headers, body, change):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"X-Forwarded-Proto": "https", "Host": "localhost", **headers})

    def ask():
        return client.generic(method, path, body or "", headers.get("Content-Type", "text/plain"))

    for _time in range(2 if method == "GET" else 0):
        ask()
    with connection.cursor() as cursor:
        for statement in change:
            cursor.execute(statement)
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    if answer.status_code >= 400:
        raise SystemExit(f"{method} {path}: {answer.status_code}")
    return sum(not query["sql"].startswith(NOT_COUNTED) for query in captured)


if __name__ == "__main__":
    main()
