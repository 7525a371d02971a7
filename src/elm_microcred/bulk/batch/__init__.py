"""A table of rows and a template: checked, then issued, each row once."""
