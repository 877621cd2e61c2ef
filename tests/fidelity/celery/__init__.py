"""Celery: its presets against real workers on the Redis and the RabbitMQ of this machine."""
