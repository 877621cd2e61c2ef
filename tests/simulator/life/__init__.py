"""The life of a message: what queues and workers of the general case do with single ones."""
