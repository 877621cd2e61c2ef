"""RabbitMQ: its presets against the server of this machine, in real time."""
