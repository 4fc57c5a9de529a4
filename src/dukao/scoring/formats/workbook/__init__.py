"""Schemes as Excel workbooks, written and read back without loss."""

from dukao.scoring.formats.excel import WorkbookError
from dukao.scoring.formats.workbook.reading import scheme_from_workbook
from dukao.scoring.formats.workbook.writing import workbook_of_scheme

__all__ = ["WorkbookError", "scheme_from_workbook", "workbook_of_scheme"]
