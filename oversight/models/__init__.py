"""The face of oversight's models."""

from oversight.models.cell import ReportCell
from oversight.models.report import AnnualReport

__all__ = ["AnnualReport", "ReportCell"]
