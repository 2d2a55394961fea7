"""The steps of a major decision in their order, each with its article (国令713号；乡镇参照执行，第四十二条).

Plain Python. `due_with`: the step that cannot rightly be taken before this one's paper is public; once it has been, a
missing paper is a gap. `always`: no matter goes without it. `by_two`: linking its paper takes a second person.
"""

from dataclasses import dataclass

DRAFT, EXPLANATION, BACKGROUND = "draft", "explanation", "background"
CONSULTATION, ADOPTION, HEARING = "consultation", "adoption", "hearing"
EXPERT, RISK, LEGALITY, COMPETITION = "expert", "risk", "legality", "competition"
ATTENDANCE, DISCUSSION, DECISION = "attendance", "discussion", "decision"
INTERPRETATION, EXECUTION, EVALUATION = "interpretation", "execution", "evaluation"


@dataclass(frozen=True)
class Step:
    key: str
    label: str
    paper: str  # how its paper is called in a narrow cell
    article: str
    due_with: tuple[str, ...] = ()
    always: bool = False
    by_two: bool = (
        False  # its paper says that the matter was decided: a second person confirms that it is the one
    )
    head: str = ""  # over a column of the table, where the label is too long

    @property
    def heading(self) -> str:
        return self.head or self.label


STEPS = {
    step.key: step
    for step in (
        Step(
            DRAFT,
            "决策草案",
            "文本",
            "第十二条、第十五条",
            (CONSULTATION, DISCUSSION, DECISION),
            always=True,
            head="草案",
        ),
        Step(EXPLANATION, "起草说明", "说明", "第十五条", (DRAFT, CONSULTATION, DECISION), always=True),
        Step(BACKGROUND, "背景材料", "材料", "第十五条", (DRAFT, CONSULTATION, DECISION)),
        Step(CONSULTATION, "征求意见", "公告", "第十四条、第十五条", (LEGALITY, DISCUSSION, DECISION)),
        Step(
            ADOPTION, "意见采纳情况", "反馈", "第十八条、第三十二条", (DISCUSSION, DECISION), head="采纳情况"
        ),
        Step(HEARING, "听证", "报告", "第十六条、第十七条", (LEGALITY, DISCUSSION, DECISION)),
        Step(EXPERT, "专家论证", "意见书", "第十九条", (DISCUSSION, DECISION)),
        Step(RISK, "风险评估", "报告", "第二十二条", (DISCUSSION, DECISION)),
        Step(LEGALITY, "合法性审查", "意见", "第二十五条", (DISCUSSION, DECISION), always=True, by_two=True),
        Step(COMPETITION, "公平竞争审查", "结论", "第二十九条", (DISCUSSION, DECISION)),
        Step(ATTENDANCE, "列席会议", "名单", "政务公开工作要求", (DISCUSSION, DECISION)),
        Step(DISCUSSION, "集体讨论", "纪要", "第三十条", (DECISION,), always=True, by_two=True),
        Step(DECISION, "决策结果", "决定", "第三十二条", (EXECUTION,), always=True, by_two=True),
        Step(INTERPRETATION, "决策解读", "解读", "第三十二条", (DECISION,)),
        Step(EXECUTION, "执行情况", "报告", "第三十四条", (EVALUATION,), always=True, by_two=True),
        Step(EVALUATION, "决策后评估", "报告", "第三十六条", by_two=True),
    )
}
LABELS = {key: step.label for key, step in STEPS.items()}
OPTIONAL = [(key, step.label) for key, step in STEPS.items() if not step.always]
# The public table: the matter itself takes three columns, these ten the others.
GROUPS = [
    ("拟定", (DRAFT, EXPLANATION, BACKGROUND)),
    ("公众参与", (CONSULTATION, ADOPTION)),
    ("论证审查", (EXPERT, RISK, LEGALITY)),
    ("决定", (ATTENDANCE, DECISION)),
]
COLUMNS = [key for _, keys in GROUPS for key in keys]
# The story of a matter: what one reads together.
STAGES = [
    ("公开草案和说明", (DRAFT, EXPLANATION, BACKGROUND)),
    ("听取公众意见", (CONSULTATION, ADOPTION, HEARING)),
    ("专家论证和风险评估", (EXPERT, RISK)),
    ("合法性审查和公平竞争审查", (LEGALITY, COMPETITION)),
    ("集体讨论和决定", (ATTENDANCE, DISCUSSION, DECISION, INTERPRETATION)),
    ("执行和评估", (EXECUTION, EVALUATION)),
]
