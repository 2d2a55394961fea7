"""Places by lot, so that anybody can run it again: plain Python.

With the call the portal publishes the SHA-256 of a secret that nobody has seen; with the list it publishes the secret.
The lot of a ticket is the SHA-256 of "secret:ticket", in hexadecimal; the smallest lots get the places. Neither
who registers nor who draws can choose the outcome: the secret is fixed before anybody registers, and hidden until nobody can.
"""

import hashlib
import secrets


def new_secret() -> str:
    """128 random bits, in hexadecimal."""
    return secrets.token_hex(16)


def commitment(secret: str) -> str:
    """What is published before anybody registers."""
    return hashlib.sha256(secret.encode()).hexdigest()


def lot(secret: str, ticket: str) -> str:
    return hashlib.sha256(f"{secret}:{ticket}".encode()).hexdigest()


def order(secret: str, tickets) -> list[str]:
    """The tickets in the order in which they get places."""
    return sorted(tickets, key=lambda ticket: lot(secret, ticket))
