"""The face of policies' models."""

from policies.models.cleanup import CleanUp, CleanUpRow
from policies.models.history import Relation, ValidityEvent, ValidityPeriod, Version
from policies.models.interpretation import Interpretation, InterpretationSection
from policies.models.issuer import Issuer, PolicyIssuer
from policies.models.making import Making
from policies.models.medium import Medium
from policies.models.plan import InterpretationPlan
from policies.models.policy import Policy
from policies.models.training import Training

__all__ = [
    "CleanUp",
    "CleanUpRow",
    "Interpretation",
    "InterpretationPlan",
    "InterpretationSection",
    "Issuer",
    "Making",
    "Medium",
    "Policy",
    "PolicyIssuer",
    "Relation",
    "Training",
    "ValidityEvent",
    "ValidityPeriod",
    "Version",
]
