"""Workings (底稿): a plan applied to a file as a workbook whose formulas anybody can follow and recalculate."""

from tanshi.application.workings.book import lines_workbook, workbook
from tanshi.application.workings.lines import UnitLine, unit_lines
from tanshi.application.workings.lines_notice import lines_notice
from tanshi.application.workings.notice import own_notice
from tanshi.application.workings.why import why_of_file, why_of_lines

__all__ = [
    "UnitLine",
    "lines_notice",
    "lines_workbook",
    "own_notice",
    "unit_lines",
    "why_of_file",
    "why_of_lines",
    "workbook",
]
