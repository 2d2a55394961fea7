"""Asking whether addresses elsewhere still answer: once a day, within a budget of seconds, and never into our own network.

A name is resolved once and the connection goes to that very address: a name that points inside, or changes
between the look and the call, reaches nothing (SSRF). No proxy of the environment, no cookie, nothing of an answer kept.
"""

from core.link_check.days import AT_ONCE, Checked, check_links, known_states, own_hosts
from core.link_check.probing import Answer, probe

__all__ = ["AT_ONCE", "Answer", "Checked", "check_links", "known_states", "own_hosts", "probe"]
