"""Plans from Word, Excel and CSV: from foreign files to rows of text, and from text to matters."""
