"""The unit workbook: three sheets that are exported, filled in offline and imported again."""
