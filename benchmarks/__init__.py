"""What the project claims about speed, runnable: ``make bench``."""
