"""How long publishing one normative document takes, from the signer's press to the commit; prints one JSON object.

    PORTAL_DATA=FOLDER script/manage load_demo        # or DATABASE_URL=… for PostgreSQL
    PORTAL_DATA=FOLDER python bench/publish.py [--times 15] [--profile]

Adds normative documents of some 3 000 characters to the demo town, takes each through the gate by the demo's own
people, and times `publish` alone: checks, privacy scan, catalogue row, periods, audit entry, revision, COMMIT.
"""

import argparse
import cProfile
import json
import os
import pstats
import statistics
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
LINE = "第{}条　各村应当按照轮灌次序用水，遇有争议的，由村民委员会调解，调解不成的，报镇人民政府处理。"


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=15)
    arguments.add_argument(
        "--profile", action="store_true", help="print where the time goes, on standard error"
    )
    options = arguments.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()

    from core.duties import Duty
    from core.models import Office
    from tests.conftest import make_policy, make_staff, sign_off

    town = Office.objects.get(kind=Office.Kind.TOWN)
    run = time.time_ns()
    people = {"drafter": Duty.DRAFTER, "reviewer": Duty.SECRECY_REVIEWER, "signer": Duty.SIGNER}
    cast = {name: make_staff(f"{name}{run}", duty, offices=[town]) for name, duty in people.items()}
    body = "".join(f"<p>{LINE.format(number)}</p>" for number in range(1, 70))
    profile, took, busy = cProfile.Profile(), [], []
    for number in range(options.times + 1):
        policy = make_policy(
            town, cast["drafter"], body=body, document_number=f"杏政试〔2026〕{run % 10**6 + number}号"
        )
        sign_off(policy, cast)
        began, worked = time.perf_counter(), time.process_time()
        if options.profile:
            profile.runcall(policy.publish, by=cast["signer"])
        else:
            policy.publish(by=cast["signer"])
        took.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    took, busy = took[1:], busy[1:]  # the first one loads modules
    shown = {
        "median": statistics.median(took),
        "worst": max(took),
        "median_processor": statistics.median(busy),
    }
    print(
        json.dumps({"publications": len(took)} | {f"{name}_ms": round(ms, 1) for name, ms in shown.items()})
    )
    if options.profile:
        pstats.Stats(profile, stream=sys.stderr).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
