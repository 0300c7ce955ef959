"""Looks at files that people send in: what they are, whether they are whole and harmless, and the copy to store."""

from applications.inspection.apart import examine
from applications.inspection.found import Cleaned, Inspection, Problem
from applications.inspection.sentences import both

__all__ = ["Cleaned", "Inspection", "Problem", "both", "examine"]
