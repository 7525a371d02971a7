"""Tools that make the tables, classes and pages of the European Learning Model."""
