"""The version of the arithmetic: it changes when the same scheme and facts could come to another result."""

ENGINE_VERSION = "1.1.0"
