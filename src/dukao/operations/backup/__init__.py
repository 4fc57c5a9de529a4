"""Backups: made while the product runs, tried by restoring them, refused when they are damaged."""
