"""Numbers, from the kind that proves itself best to the one that proves itself least."""

from core.privacy.cards import find_cards
from core.privacy.context import Context
from core.privacy.glued import find_glued
from core.privacy.groups import Groups, Span, Taken
from core.privacy.identities import find_id15, find_id18
from core.privacy.misread import find_misread
from core.privacy.mobiles import find_mobiles


def numbers(text: str) -> list[Span]:
    groups, taken = Groups(text), Taken(len(text))
    context = Context(text, taken)
    for find in (find_id18, find_glued, find_misread, find_cards, find_mobiles, find_id15):
        for span in find(groups, context):
            taken.add(*span)
    return taken.spans
