"""SQS: the presets of Amazon SQS against the SQS of moto, message by message."""
