"""The last line of `script/test`: how many tests and guards passed and failed in all its parts.

    tally.py GUARDS-PASSED GUARDS-FAILED [RESULTS.xml …]

Each guard (format, lint, …) counts as one; the files are pytest's JUnit results. A file that does not
exist belongs to a part that was not reached.
"""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def count(path):
    suite = ElementTree.parse(path).getroot().find("testsuite")
    tests, skipped = int(suite.get("tests")), int(suite.get("skipped"))
    failed = int(suite.get("failures")) + int(suite.get("errors"))
    return Counter(passed=tests - skipped - failed, failed=failed, skipped=skipped)


def main(passed, failed, *files):
    total = Counter(passed=int(passed), failed=int(failed), skipped=0)
    for path in filter(Path.is_file, map(Path, files)):
        total.update(count(path))
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")


if __name__ == "__main__":
    main(*sys.argv[1:])
