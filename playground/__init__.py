"""The playground: the Django site around the simulator."""
