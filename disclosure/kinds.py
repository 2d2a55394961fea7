"""What a row of the catalogue can be: the root record, its children, and what else has a row."""

from disclosure.models import FeeItem, Information

# What has a row without being a record; an app of a higher floor adds its own.
others: list = [FeeItem]


def model_of(kind: str):
    """The model of a record's kind."""
    return Information if kind == Information.KIND else Information._meta.get_field(kind).related_model


def labels() -> dict[str, str]:
    """Kind → what readers call it."""
    children = [model for model in Information.__subclasses__() if not model._meta.proxy]
    named = {model.KIND: str(model._meta.verbose_name) for model in (*children, *others)}
    return named | {Information.KIND: "其他政府信息"}
