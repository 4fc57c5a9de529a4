"""The administrative divisions of China as published year by year, brought into the tree of divisions."""
