"""Small commands that need no database: lines in, a table out."""
