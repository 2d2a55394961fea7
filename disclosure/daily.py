"""What disclosure does once a day."""

from core.daily import Outcome, job
from disclosure import guide


@job("公开指南留存版本")
def keep_guide(day):
    if guide.is_kept():
        return Outcome("没有变化")
    guide.keep()
    return Outcome("内容有变化，已留存新版本")
