"""BullMQ: its preset against real workers of Node on the Redis of this machine."""
