"""Where a higher floor tells a lower one what to show: each app registers in modules that are found at start."""


class Registry(list):
    """A list of functions; `@registry.add` puts one on it."""

    def add(self, function):
        self.append(function)
        return function


work_panels = Registry()  # (user, day) → list[core.worklist.Panel]
