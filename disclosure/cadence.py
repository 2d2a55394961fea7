"""How often a category has to be updated, and when it should have been. Plain Python: no Django, no clock.

国务院办公厅政府网站检查指标（国办秘函〔2019〕19号）: columns that should be updated and are not fail a site.
"""

from calendar import monthrange
from datetime import date

PROMPT = "prompt"
LABELS = {
    PROMPT: "随时（有新的就公开）",
    "monthly": "每月",
    "quarterly": "每季度",
    "half_yearly": "每半年",
    "yearly": "每年",
}
MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def due_on(cadence: str, last: date | None) -> date | None:
    """The last day on which the next update keeps the cadence, counted from the day of the last one; None where there
    is no fixed cadence, or nothing to count from."""
    if cadence not in MONTHS or last is None:
        return None
    return months_later(last, MONTHS[cadence])
