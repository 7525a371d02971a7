"""Stacking: many credentials, one larger one, exactly and explained."""
