"""The command lines of the engine: files in, files out; no database, no log-in."""
