"""Two people press at once: whoever waited judges what is stored by then, not what the page was opened with."""


def read_again(thing) -> None:
    """The row of a model instance as it is stored now, locked until the transaction ends."""
    thing.refresh_from_db(from_queryset=type(thing)._base_manager.select_for_update(of=("self",)))
