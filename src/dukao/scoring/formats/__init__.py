"""Files in and out: schemes as YAML and JSON, facts and results as CSV."""
