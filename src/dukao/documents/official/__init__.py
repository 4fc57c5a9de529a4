"""How an official document looks (GB/T 9704-2012): its parts, as Word and as PDF. Knows no database."""
