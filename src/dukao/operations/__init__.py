"""Running the product: serving, working, checking the machine."""
