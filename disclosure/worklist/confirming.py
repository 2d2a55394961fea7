"""What one person has entered and a signer has yet to confirm, as a panel of the worklist."""

from django.db.models import IntegerField, Value

from core import clock
from core.duties import Duty
from core.worklist import Panel, Task
from disclosure.admin.confirming import confirm_address

SHOWN = 20


def waiting(user, title, kinds):
    """The panel `title` of all that this signer may confirm. kinds: children of SecondPerson."""
    if not user.has_duty(Duty.SIGNER):
        return
    tasks = [
        Task(
            str(thing),
            confirm_address(thing),
            thing.responsible.short_name,
            "待复核",
            since=clock.day_of(thing.entered_at),
        )
        for model in with_waiting(kinds)
        for thing in model.objects.waiting().select_related(model.OFFICE, "entered_by")
        if thing.may_confirm(user)
    ]
    yield Panel(title, "复核后公开。", tasks[:SHOWN], total=len(tasks))


def with_waiting(kinds):
    """Those of which something waits; one query, for most days nothing does."""
    first, *others = [
        model.objects.waiting().order_by().values_list(Value(place, IntegerField()))
        for place, model in enumerate(kinds)
    ]
    return [kinds[place] for (place,) in sorted(first.union(*others))]
