"""Libraries that few requests need: loaded when first used, since each worker would carry them (pypdf 18 MB, …)."""

import importlib.util
import sys


def lazy(name: str):
    """The module called `name`; its code runs at the first use of one of its attributes. ImportError at once where
    there is no such module."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None:
        raise ImportError(f"no module {name}")
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
