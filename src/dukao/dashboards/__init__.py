"""The landing pages, read only."""
