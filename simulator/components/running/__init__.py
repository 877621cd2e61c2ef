"""Running parts: what the component types do in a simulation, one module a type."""
