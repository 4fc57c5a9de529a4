"""The editor's desk: what it shows of a draft, and how what is posted becomes a change."""
