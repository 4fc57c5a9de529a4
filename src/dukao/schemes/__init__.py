"""The indicator library and the assessment schemes in immutable versions."""
