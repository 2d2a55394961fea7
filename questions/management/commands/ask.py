import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from questions.answering.ask import LONGEST, Reply, ask

TOO_LONG = 10_000  # characters: no question, but a file that was mistaken for one


class Command(BaseCommand):
    help = "问政策：ask 问题 [--json]，或者 ask --file FILE（jsonl，每行一个question，逐行输出JSON）。"

    def add_arguments(self, parser):
        parser.add_argument("question", nargs="?", metavar="QUESTION")
        parser.add_argument("--file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, question, file, json, **options):
        if (question is None) == (file is None):
            raise CommandError("请写一个问题，或者用--file给一个文件。", returncode=2)
        if file is not None:
            self._file(file)
        elif json:
            self._line(ask(question).as_dict())
        else:
            self._in_words(ask(question))

    def _file(self, file):
        try:
            lines = file.read_text("utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"读不了{file}：{error}", returncode=2) from None
        for line in lines[:-1] if lines[-1] == "" else lines:
            self._line(_answer(line))

    def _line(self, answer):
        self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _in_words(self, reply: Reply):
        if not reply.answered:
            self.stdout.write("没有找到相符的回答。")
        for number, one in enumerate(reply.results, start=1):
            self.stdout.write(
                f"{number}. {one.title}（{one.score:.2f}）\n   {one.quote}\n   {one.as_dict()['url']}"
            )


def _answer(line: str) -> dict:
    """What one line of a file is answered with; a line that is no question says why."""
    nothing = Reply("").as_dict()
    if not line.strip():
        return nothing
    try:
        said = json.loads(line)
        question = said["question"]
    except (ValueError, KeyError, TypeError):
        return nothing | {"error": "这一行不是有question的JSON对象。"}
    if not isinstance(question, str):
        return nothing | {"error": "question应当是文字。"}
    if len(question) > TOO_LONG:
        return nothing | {"error": f"问题太长，最多读{LONGEST}字。"}
    return ask(question).as_dict()
