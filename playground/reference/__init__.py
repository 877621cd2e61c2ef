"""Reference: pages made from the catalogue and the rules."""
