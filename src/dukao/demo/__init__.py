"""The example city: fictional, deterministic by seed."""
