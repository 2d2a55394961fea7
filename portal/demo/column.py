"""What the column itself is made of: who answers for a category, statements, windows, versions of the guide."""

from datetime import timedelta

from core import audit, clock
from core.duties import Duty
from disclosure import cadence, guide
from disclosure.models import Audience, Category, NothingStatement, Window
from portal.demo.source import weekday

WRITERS = (
    Duty.DRAFTER,
    Duty.VILLAGE_CLERK,
    Duty.DISCLOSURE_OFFICER,
)  # who begins a piece of work, the nearest first


def arrange(loader) -> None:
    """Give the planted categories their office, their audiences and, where the town has its own, their cadence."""
    for slug, facts in loader.town.read("column/categories.toml").items():
        category = Category.objects.get(slug=slug)
        category.office = loader.offices[facts["office"]]
        category.cadence = facts.get("cadence", category.cadence)
        category.save()
        category.audiences.set(Audience.objects.filter(slug__in=facts.get("audiences", [])))


def steps(loader):
    """(moment, step) of everything that happened to the column."""
    for facts in loader.town.read("column/statements.toml")["statement"]:
        yield from _statement(loader, facts)
    windows = loader.town.read("column/windows.toml")
    for position, facts in enumerate(windows["window"]):
        yield from _window(loader, position, dict(facts))
    for day in windows["guide"]["kept"]:
        yield loader._moment(day, 23), guide.keep


def entered(thing, by, **said):
    """Store what a page of the admin would store, with its entry in the trail."""
    if hasattr(thing, "entered_by"):
        thing.entered_by = by
    thing.full_clean(exclude=["entry", "entered_by"])
    with audit.act("新增", thing, by=by, **said):
        thing.save()
    return thing


# 本机关无此类信息 --------------------------------------------------------------------------------------------
def _statement(loader, facts):
    category = Category.objects.get(slug=facts["category"])
    officer = loader._someone(category.responsible, Duty.DISCLOSURE_OFFICER)
    signer = loader._someone(category.responsible, Duty.SIGNER)
    statement = NothingStatement(
        category=category, explanation=facts["explanation"], stated_on=facts["stated"]
    )
    statement.review_on = cadence.months_later(facts["stated"], facts["months"])
    yield lately(loader, facts["stated"], 9), lambda: entered(statement, officer)
    if not facts.get("waiting"):
        confirmed = facts["stated"] + timedelta(days=1)
        yield lately(loader, confirmed, 11), lambda: statement.confirm(by=signer)
    if "ended" in facts:
        yield loader._moment(facts["ended"], 8), lambda: statement.end(by=officer)


# 咨询窗口 ----------------------------------------------------------------------------------------------------
def _window(loader, position, facts):
    since, closed = facts.pop("since", loader.opening + timedelta(days=14)), facts.pop("closed", None)
    office = loader.offices[facts.pop("office")]
    officer = loader._someone(office, Duty.DISCLOSURE_OFFICER)
    window = Window(office=office, position=position, **facts)
    yield loader._moment(since, 10), lambda: entered(window, officer, public=True)
    if closed:
        yield loader._moment(closed, 17), lambda: _close(window, officer)


def _close(window, officer):
    with audit.act("修改", window, by=officer, public=True) as step:
        window.is_active = False
        window.save()
        step.after = {"fields": ["在用"]}


def lately(loader, day, hour):
    """A moment of a day, or of the Monday after it, but never later than an hour ago."""
    return min(loader._moment(weekday(day), hour), clock.now() - timedelta(hours=1))
