"""The duties of staff: each is a Django group of the same name. A superuser has none by itself."""

from django.db import models


class Duty(models.TextChoices):
    DRAFTER = "drafter", "拟稿人"
    SECRECY_REVIEWER = "secrecy_reviewer", "保密审查员"
    SIGNER = "signer", "签发人"
    DISCLOSURE_OFFICER = "disclosure_officer", "公开办"
    VILLAGE_CLERK = "village_clerk", "村级信息员"
    AUDITOR = "auditor", "审计员"
    SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"


WRITERS = {Duty.DRAFTER, Duty.VILLAGE_CLERK, Duty.DISCLOSURE_OFFICER}
CONTENT = WRITERS | {Duty.SECRECY_REVIEWER, Duty.SIGNER}
# 等保 2.0 三员分立: system, security and audit are three people, and none of them touches content.
APART = [
    {Duty.AUDITOR, Duty.SYSTEM_ADMINISTRATOR},
    {Duty.AUDITOR, Duty.SECURITY_ADMINISTRATOR},
    {Duty.SYSTEM_ADMINISTRATOR, Duty.SECURITY_ADMINISTRATOR},
    *(
        {keeper, duty}
        for keeper in (Duty.AUDITOR, Duty.SYSTEM_ADMINISTRATOR, Duty.SECURITY_ADMINISTRATOR)
        for duty in CONTENT
    ),
]


def incompatible(duties) -> str:
    """A sentence that names two duties which one person may not hold together, or ''."""
    held = set(duties)
    for pair in APART:
        if pair <= held:
            first, second = sorted(Duty(duty).label for duty in pair)
            return f"“{first}”与“{second}”不得由同一人担任。"
    return ""
