"""Files checked, counted and stored by digest."""
