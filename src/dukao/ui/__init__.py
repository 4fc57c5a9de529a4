"""The interface kit: shell, components, formats, charts, lists. It knows no domain word."""
