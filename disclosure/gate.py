"""The gate: which step may follow which, who may take it, and what is missing before publication.

Plain Python: no Django, no clock, no database. 条例 13–18.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

DRAFT, DETERMINED, REVIEWED, SIGNED = "draft", "determined", "reviewed", "signed"
PUBLISHED, WITHDRAWN, FILED, RETURNED = "published", "withdrawn", "filed", "returned"

# verb → (states it may start from, state it leads to). 先确定公开属性，再运转呈签.
MOVES = {
    "determine": ({DRAFT, RETURNED}, DETERMINED),
    "review": ({DETERMINED}, REVIEWED),
    "overrule_findings": ({DETERMINED}, None),
    "sign": ({REVIEWED}, SIGNED),
    "publish": ({SIGNED}, PUBLISHED),
    "file": ({SIGNED}, FILED),
    "send_back": ({DETERMINED, REVIEWED, SIGNED}, RETURNED),
    "take_back": ({DETERMINED}, DRAFT),
    "mask": ({DRAFT, RETURNED}, None),
    "withdraw": ({PUBLISHED, WITHDRAWN}, WITHDRAWN),  # withdrawn ones only more strictly
    "renew_review": ({FILED}, FILED),
    "revise": ({PUBLISHED, FILED}, None),
    "discard": ({DRAFT, RETURNED}, None),
}
EDITABLE = {DRAFT, RETURNED}
TOGETHER = {"sign", "publish"}  # what materials do together with the document that they belong to (同步审签)
VERB_LABELS = {
    "determine": "确定公开属性并送审",
    "review": "保密审查",
    "overrule_findings": "核销扫描结果",
    "sign": "签发",
    "publish": "发布",
    "file": "归档",
    "send_back": "退回",
    "take_back": "撤回送审",
    "mask": "遮盖个人信息",
    "withdraw": "撤下",
    "renew_review": "定期审查",
    "revise": "修改已公开内容",
    "discard": "删除草稿",
}

# 条例 14–16: the closed list of grounds for not publishing on one's own motion.
STATE_SECRET, WORK_SECRET = "state_secret", "work_secret"
GROUNDS = {
    STATE_SECRET: "条例第十四条：依法确定为国家秘密的政府信息",
    WORK_SECRET: "保密法实施条例第六十四条：工作秘密",
    "prohibited": "条例第十四条：法律、行政法规禁止公开的政府信息",
    "security": "条例第十四条：公开后可能危及国家安全、公共安全、经济安全、社会稳定",
    "trade": "条例第十五条：涉及商业秘密，公开会对第三方合法权益造成损害",
    "privacy": "条例第十五条：涉及个人隐私，公开会对第三方合法权益造成损害",
    "internal": "条例第十六条第一款：内部事务信息（人事管理、后勤管理、内部工作流程）",
    "process": "条例第十六条第二款：过程性信息（讨论记录、过程稿、磋商信函、请示报告）",
    "enforcement": "条例第十六条第二款：行政执法案卷信息",
}
# 国家秘密、工作秘密 never enter an open network (保密法 2024).
SECRETS = {STATE_SECRET, WORK_SECRET}
STOP = (
    "国家秘密、工作秘密不得录入本系统。请立即停止操作，不要保存、截图或者转发，"
    "按保密规定在涉密载体上办理，并报告本机关保密工作机构。"
)

# 保密法实施条例 42: 逐项审查. What the secrecy reviewer looks for, one by one.
REVIEW_ITEMS = {
    "state_secret": "国家秘密",
    "work_secret": "工作秘密",
    "trade": "商业秘密",
    "privacy": "个人隐私",
    "security": "危及国家安全、公共安全、经济安全、社会稳定",
    "process": "过程性信息、内部事务信息、执法案卷",
    "wording": "严重表述错误",
    "aggregate": "与已公开信息汇聚后的风险",
}


@dataclass(frozen=True)
class Missing:
    """One thing that keeps a record from being published: the form field to go to, and a sentence."""

    field: str
    message: str


@dataclass
class Paper:
    """What the gate needs to know of a record; filled by Information.paper()."""

    title: str
    body: str
    index_number: str
    category: bool
    attribute: str
    ground: str
    reason: str
    scope: str
    written_on: date | None
    today: date
    migrated: bool = False  # from before the portal: what nobody knows any more stays unmarked
    findings: list = field(default_factory=list)  # sentences: what the privacy scan found
    wrong_words: list = field(default_factory=list)  # sentences: wrong forms that block (错敏词)
    broken_links: list = field(default_factory=list)  # sentences: links that lead nowhere or hide
    findings_overruled: bool = False  # all three, with a reason
    attachments: list = field(default_factory=list)  # AttachmentFacts
    images_without_text: int = 0
    waiting_for: list = field(default_factory=list)  # names of offices that have not answered
    later_dates: list = field(default_factory=list)  # (field, label, date, earlier label, earlier date)


@dataclass(frozen=True)
class AttachmentFacts:
    title: str
    scanned: bool
    scan_note: str = ""
    is_image: bool = False
    alt_text: str = ""


def may_move(status: str, verb: str) -> bool:
    """Whether a record in `status` may take the step `verb`."""
    return status in MOVES[verb][0]


# how much each kind of withdrawal leaves to be read, the least last
WITHDRAWALS = ["archived", "merged", "error", "privacy"]


def is_stricter(kind: str, before: str) -> bool:
    """Whether a withdrawal takes away more than the one before; a mistake in the class can be mended that way."""
    return before not in WITHDRAWALS or WITHDRAWALS.index(kind) > WITHDRAWALS.index(before)


def apart(drafter, reviewer, signer) -> str:
    """A sentence when two of the three are one person, else ''. 拟稿、保密审查、签发三人分离."""
    names = {"拟稿人": drafter, "保密审查员": reviewer, "签发人": signer}
    held = {label: person for label, person in names.items() if person is not None}
    for first, second in (("拟稿人", "保密审查员"), ("拟稿人", "签发人"), ("保密审查员", "签发人")):
        if first in held and second in held and held[first] == held[second]:
            return f"同一份信息的{first}与{second}不得为同一人。"
    return ""


def attribute_problems(attribute: str, ground: str, reason: str) -> list[Missing]:
    """What is missing for the attribute to be determined. 依申请公开、不予公开须说明理由."""
    if not attribute:
        return [Missing("attribute", "尚未确定公开属性。")]
    if attribute == "proactive":
        return []
    return [
        *([] if ground in GROUNDS else [Missing("attribute_ground", "须选择不主动公开的法定情形。")]),
        *([] if reason.strip() else [Missing("attribute_reason", "须写明不主动公开的理由。")]),
    ]


def missing(paper: Paper) -> list[Missing]:
    """Everything that keeps the record from being published or filed, in the order of the form."""
    found = [*_metadata(paper), *attribute_problems(paper.attribute, paper.ground, paper.reason)]
    if paper.attribute == "proactive":
        found += [*_content(paper), *_privacy(paper), *_wording(paper), *_links(paper), *_attachments(paper)]
    return found + _coordination(paper)


def _metadata(paper: Paper) -> Iterable[Missing]:
    if not paper.title.strip():
        yield Missing("title", "没有标题。")
    if not paper.index_number:
        yield Missing("index_number", "没有索引号。")  # 条例 12: 目录应当包括索引、名称、内容概述、生成日期
    if not paper.category:
        yield Missing("category", "没有选择栏目。")
    if paper.written_on is None and not paper.migrated:
        yield Missing("written_on", "没有填写成文（生成）日期。")
    if paper.written_on and paper.written_on > paper.today:
        yield Missing("written_on", "成文日期晚于今天。")
    for name, label, day, earlier_label, earlier in paper.later_dates:
        if day and earlier and day < earlier:
            yield Missing(name, f"{label}（{day}）早于{earlier_label}（{earlier}）。")


def _content(paper: Paper) -> Iterable[Missing]:
    if not paper.body.strip() and not paper.attachments:
        yield Missing("body", "没有正文，也没有附件。")
    if not paper.scope:
        yield Missing("scope", "没有选择公开的范围和方式。")
    if paper.images_without_text:
        yield Missing("body", f"正文有{paper.images_without_text}张图片没有替代文字。")


def _privacy(paper: Paper) -> Iterable[Missing]:
    if paper.findings and not paper.findings_overruled:
        yield Missing(
            "body", f"疑似个人信息{len(paper.findings)}处：{'；'.join(paper.findings[:5])}。请遮盖或者删除。"
        )


def _wording(paper: Paper) -> Iterable[Missing]:
    if paper.wrong_words and not paper.findings_overruled:
        yield Missing(
            "body", f"错敏词{len(paper.wrong_words)}处：{'；'.join(paper.wrong_words[:5])}。请改正。"
        )


def _links(paper: Paper) -> Iterable[Missing]:
    if paper.broken_links and not paper.findings_overruled:
        yield Missing("body", f"链接{len(paper.broken_links)}处：{'；'.join(paper.broken_links[:5])}")


def _attachments(paper: Paper) -> Iterable[Missing]:
    for file in paper.attachments:
        if not file.scanned:
            yield Missing("attachments", f"附件“{file.title}”没有通过扫描：{file.scan_note or '尚未扫描'}")
        if file.is_image and not file.alt_text.strip():
            yield Missing("attachments", f"图片附件“{file.title}”没有替代文字。")


def _coordination(paper: Paper) -> list[Missing]:
    # 条例 11: 涉及其他机关的，应当协商、确认
    return [Missing("coordinations", f"{name}尚未答复协调意见。") for name in paper.waiting_for]
