"""The whole suite: everything on SQLite, then all but the browser's tests on PostgreSQL. `make test` runs it.

Ends with one line that counts both: "N passed, N failed". A test that was skipped has failed, and so has an empty run.
"""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

PYTEST = [sys.executable, "-m", "pytest", "-n", "auto"]
RUNS = {
    "SQLite": PYTEST,
    "PostgreSQL": [sys.executable, "-m", "tests.postgresql", *PYTEST, "-m", "not browser"],
}


def main(arguments):
    counted = Counter()
    broken = []
    for name, command in RUNS.items():
        print(f"\n== {name} ==", flush=True)
        outcome, code = run([*command, *arguments])
        counted += outcome
        if code and not outcome["failed"]:
            broken.append(name)
    for name in broken:
        print(f"The run on {name} did not come to its end, or ran nothing.")
    print(f"\n{counted['passed']} passed, {counted['failed'] + len(broken)} failed", flush=True)
    return 1 if broken or counted["failed"] else 0


def run(command):
    """Return how many passed and failed, and pytest's own verdict."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        code = subprocess.run([*command, f"--junitxml={report}"]).returncode
        return count(report) if report.exists() else Counter(), code


def count(report):
    suite = ElementTree.parse(report).getroot().find("testsuite")
    failed = sum(int(suite.get(kind)) for kind in ("failures", "errors", "skipped"))
    return Counter(failed=failed, passed=int(suite.get("tests")) - failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
