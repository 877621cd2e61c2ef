"""Stories: each failure that an example tells of, with the number that it must come to."""
