"""Engine: the clock, the dice and the books of a simulation. It knows no component type."""
