"""Credentials as other systems exchange them."""
