"""Management: the commands of the runs app."""
