"""How well questions are answered: the demo town's library, and questions that nobody used to write it; see bench/README.md.

    python bench/ask.py [--data FOLDER] [--without-meaning] [--library county|countryside|FOLDER]

Loads the demo town into FOLDER (a temporary one) where it is empty, asks every question of bench/ask/questions.tsv (three
distances: near, reworded, colloquial) and bench/ask/unanswerable.tsv (far-off subjects, and near ones that a town has
nothing on), and prints JSON lines: for each distance the share whose entry comes first (`first`), among three
(`three`), and that is refused; for what has no answer the share that is refused; for the entries of one half and of the
other, which tells how much is chance. Then another town's library (bench/ask/library.jsonl,
library.tsv) is imported beside it and asked (`imported`). Exit status 1 below the bars.

With --library an empty town gets that library alone (library.jsonl, asked.jsonl, unanswerable.jsonl). The two in the
repository were written by others who had seen neither the program nor the demo town: the weights were chosen on the demo
town's questions, of two that tell what to refuse (BELONGS, UNHEARD) and of the bar the sizes with a look at these.
"""

import argparse
import json
import os
import sys
import tempfile
import time
import tomllib
import zlib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASKED = ROOT / "bench/ask"
BARS = {
    ("near", "first"): 0.97, ("reworded", "first"): 0.80, ("reworded", "three"): 0.90, ("colloquial", "three"): 0.60,
}  # fmt: skip
BAR_REFUSED, BAR_REFUSED_WRONGLY = 0.80, 0.05


def folder_of_library(name):
    """One of the repository's by its name, or a folder."""
    for folder in (ASKED / name, Path(name)):
        if (folder / "library.jsonl").is_file():
            return folder
    raise argparse.ArgumentTypeError(f"no library.jsonl in {name}")


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", default="")
    parser.add_argument("--without-meaning", action="store_true")
    parser.add_argument("--library", type=folder_of_library)
    parser.add_argument("--wrong", action="store_true", help="list what went wrong")
    return parser.parse_args()


def start(folder, meaning, library):
    """Django on that folder, with the demo town or one library, and its meanings."""
    sys.path.insert(0, str(ROOT))
    os.environ["PORTAL_DATA"] = folder
    os.environ["PORTAL_MEANING"] = "here" if meaning else "off"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    __import__("django").setup()
    call = __import__("django.core.management", fromlist=["call_command"]).call_command
    call("migrate", verbosity=0)
    models = __import__("questions.models", fromlist=["Question"])
    if library:
        os.environ["PORTAL_DEMO"] = "0"
        settings = __import__("django.conf", fromlist=["settings"]).settings
        settings.PORTAL_DEMO = False
        call("prepare", stdout=sys.stderr)
        bring_in(library)
    elif not models.Question.objects.exists():
        call("load_demo", stdout=sys.stderr)
    if meaning:
        call("make_meanings", stdout=sys.stderr)


def bring_in(folder=ASKED):
    call = __import__("django.core.management", fromlist=["call_command"]).call_command
    call("import_questions", str(folder / "library.jsonl"), stdout=sys.stderr)


def cases():
    """(half, distance, question, the entry that answers it or None)."""
    keys = {}
    for file in sorted((ROOT / "portal/demo/questions").glob("[0-9]-*.toml")):
        keys |= {one["key"]: one["question"] for one in tomllib.loads(file.read_text("utf-8"))["question"]}
    for line in (ASKED / "questions.tsv").read_text("utf-8").splitlines():
        key, *asked = line.split("\t")
        for distance, question in zip(("near", "reworded", "colloquial"), asked, strict=True):
            yield half(key), distance, question, keys[key]
    for line in (ASKED / "unanswerable.tsv").read_text("utf-8").splitlines():
        _, question = line.split("\t")
        yield half(question), "unanswerable", question, None


def imported():
    """The same for the library that is imported."""
    entries = (json.loads(line) for line in (ASKED / "library.jsonl").read_text("utf-8").splitlines())
    questions = {one["id"]: one["question"] for one in entries}
    for line in (ASKED / "library.tsv").read_text("utf-8").splitlines():
        key, *asked = line.split("\t")
        for distance, question in zip(("near", "reworded", "colloquial"), asked, strict=True):
            yield "imported", distance, question, questions[key]


def written_by_others(folder):
    """The same for a folder with a library of its own."""
    questions = {one["id"]: one["question"] for one in lines(folder / "library.jsonl")}
    for one in lines(folder / "asked.jsonl"):
        yield "whole", one["distance"], one["question"], questions[one["id"]]
    for one in lines(folder / "unanswerable.jsonl"):
        yield "whole", "unanswerable", one["question"], None


def lines(path):
    return map(json.loads, path.read_text("utf-8").splitlines())


def half(key):
    return "one half" if zlib.crc32(key.encode()) % 2 else "other half"


def measure(asked, wrong, counts, seconds):
    ask = __import__("questions.answering.ask", fromlist=["ask"]).ask
    for part, distance, question, entry in asked:
        reply = ask(question)
        seconds.append(reply.seconds)
        found = [one.title for one in reply.results[:3]]
        told = {
            "asked": 1, "first": found[:1] == [entry], "three": entry in found, "refused": not reply.answered,
        }  # fmt: skip
        for name in told:
            counts[part, distance][name] += told[name]
        if wrong and (not told["first"] if entry else not told["refused"]):
            first = reply.results[0].as_dict() if reply.results else {}
            print(distance, question, "→", first.get("title"), first.get("score"), file=sys.stderr)


def rates(counts, part):
    """Distance → its shares, of one half or (None) of both."""
    summed = defaultdict(lambda: defaultdict(int))
    for (half_of, distance), told in counts.items():
        if part == half_of or (part is None and half_of != "imported"):
            for name, number in told.items():
                summed[distance][name] += number
    return {
        distance: {name: round(number / told["asked"], 3) for name, number in told.items() if name != "asked"}
        | {"asked": told["asked"]}
        for distance, told in summed.items()
    }


def below(found):
    """What is below its bar."""
    for (distance, name), bar in BARS.items():
        if found[distance][name] < bar:
            yield f"{distance} {name} {found[distance][name]} < {bar}"
    if "unanswerable" in found and found["unanswerable"]["refused"] < BAR_REFUSED:
        yield f"refused {found['unanswerable']['refused']} < {BAR_REFUSED}"
    wrongly = (found["near"]["refused"] + found["reworded"]["refused"]) / 2
    if wrongly > BAR_REFUSED_WRONGLY:
        yield f"refused wrongly {wrongly} > {BAR_REFUSED_WRONGLY}"


def main():
    chosen = arguments()
    with tempfile.TemporaryDirectory() as temporary:
        start(chosen.data or temporary, not chosen.without_meaning, chosen.library)
        counts, seconds, began = defaultdict(lambda: defaultdict(int)), [], time.monotonic()
        if chosen.library:
            measure(written_by_others(chosen.library), chosen.wrong, counts, seconds)
            parts = [None]
        else:
            measure(cases(), chosen.wrong, counts, seconds)
            bring_in()
            measure(imported(), chosen.wrong, counts, seconds)
            parts = ["one half", "other half", None, "imported"]
        seconds.sort()
        answer = {part or "all": rates(counts, part) for part in parts}
        under = [one for part in ("all", "imported") if part in answer for one in below(answer[part])]
        answer["seconds"] = {
            "p50": round(seconds[len(seconds) // 2], 4), "p95": round(seconds[len(seconds) * 19 // 20], 4),
            "all": round(time.monotonic() - began, 1),
        }  # fmt: skip
        answer["below"] = [] if chosen.without_meaning else under
    for part, told in answer.items():
        print(json.dumps({part: told}, ensure_ascii=False))
    return 1 if answer["below"] else 0


if __name__ == "__main__":
    sys.exit(main())
