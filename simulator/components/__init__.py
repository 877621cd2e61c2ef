"""Components: one module a type; adding a type is adding a module here."""
