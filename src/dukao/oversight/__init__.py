"""监督: what the discipline side reads of every process, what it finds worth a look, and what it writes."""
