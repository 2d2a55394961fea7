"""What titles of official documents end with, and which lines make one title."""

import re

KINDS = (
    "通知|通报|公告|通告|决定|决议|命令|令|意见|议案|报告|请示|批复|函|纪要|公报|办法|规定|条例|细则|规则|方案|要点|计划|规划|制度|规程|章程|目录|"
    "清单|指南|规范|标准|预案|总结|解读|说明|公示|名单|安排|措施|指引|准则|守则|倡议书|答复|安排表|一览表|机制|纲要|政策|法|职责|流程|手册|公约|"
    "实施意见|讲话|图|表|书|大纲|分工|任务|条款|建议|须知|简报|要求|模板|宣言|声明|要则|通则|答记者问|问答|信|词"
)
"""Words that a title of an official document ends with (条例 第八条 and custom)."""

ENDS_TITLE = re.compile(rf"(?:{KINDS})[》”]?(?:\s*[（(〔\[][^（()）]{{1,24}}[)）〕\]])*$")
_GOES_ON = re.compile(r"[的和及与、》〉”]|暨|等|并|以及|[（(](?!\d{4}年\d+月)|——|关于")
BROKEN = re.compile(r"(?:关于|的|和|及|与|、|《|“|等|对|在|为|暨|印发|转发|批转|发布|公布)$")


def join_spaced(line: str) -> str:
    """国 务 院 → 国务院; a blank between words of more than one character stays (财政部 税务总局)."""
    words = line.split()
    spaced = len(words) > 1 and sum(len(word) == 1 for word in words) >= len(words) - (len(words) > 3)
    return ("" if spaced else " ").join(words)


def lines_of_title(lines):
    """How many lines belong together: to the first that ends as a title does and is not plainly continued."""
    for count in range(1, len(lines)):
        so_far = "".join(lines[:count])
        complete = ENDS_TITLE.search(so_far) and so_far.count("《") == so_far.count("》")
        if complete and not BROKEN.search(so_far) and not _GOES_ON.match(lines[count]):
            rest = "".join(lines[count:])
            if not re.match(r".{0,30}的(?:通知|决定|意见|通报|函|公告|通告|批复|复函|报告|请示)", rest):
                return count
    return len(lines)
