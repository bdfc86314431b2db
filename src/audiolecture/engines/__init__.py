"""Speech engines: a Protocol, a registry, one module an engine."""
