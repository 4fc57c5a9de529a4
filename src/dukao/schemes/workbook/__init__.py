"""Excel workbooks of targets and the indicator library, in the sheets the scheme workbook has."""
