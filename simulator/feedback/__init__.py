"""Feedback: what a finding is, and how rules find them."""

from simulator.feedback.check import check
from simulator.feedback.finding import Change, Evidence, Finding, Fix, Severity, Subject
from simulator.feedback.fix import apply_fix
from simulator.feedback.measured import Measured, Summary
from simulator.feedback.page import HEADINGS, Page
from simulator.feedback.registry import find_rules
from simulator.feedback.rule import Rule

__all__ = [
    "HEADINGS",
    "Change",
    "Evidence",
    "Finding",
    "Fix",
    "Measured",
    "Page",
    "Rule",
    "Severity",
    "Subject",
    "Summary",
    "apply_fix",
    "check",
    "find_rules",
]
