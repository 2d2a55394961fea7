"""The face of policies' models."""

from policies.models.cleanup import CleanUp, CleanUpRow
from policies.models.history import Relation, ValidityEvent, ValidityPeriod, Version
from policies.models.issuer import Issuer, PolicyIssuer
from policies.models.making import Making
from policies.models.policy import Policy

__all__ = [
    "CleanUp",
    "CleanUpRow",
    "Issuer",
    "Making",
    "Policy",
    "PolicyIssuer",
    "Relation",
    "ValidityEvent",
    "ValidityPeriod",
    "Version",
]
