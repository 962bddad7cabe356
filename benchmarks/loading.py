"""Fill a database with the practice that is measured, and write down what a caller of the site must know of it.

- `python -m benchmarks.loading prepare` makes the tables and the pages;
- `… fill --past 100000 --practitioners 10 --today 2027-01-04 --facts FILE` adds people and appointments;
- `… publish --promise WORDS` changes the home page.
"""

import argparse
import datetime as dt
import json
from pathlib import Path

import django


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("prepare")
    fill_step = steps.add_parser("fill")
    fill_step.add_argument("--past", type=int, required=True)
    fill_step.add_argument("--practitioners", type=int, required=True)
    fill_step.add_argument("--today", type=dt.date.fromisoformat, required=True)
    fill_step.add_argument("--facts", type=Path, required=True)
    publish_step = steps.add_parser("publish")
    publish_step.add_argument("--promise", required=True)
    wanted = parser.parse_args(arguments)
    django.setup()
    from . import filling

    if wanted.step == "prepare":
        filling.prepare()
    elif wanted.step == "publish":
        filling.publish(wanted.promise)
    else:
        facts = filling.fill(wanted.past, wanted.practitioners, wanted.today)
        wanted.facts.write_text(json.dumps(facts))


if __name__ == "__main__":
    main()
