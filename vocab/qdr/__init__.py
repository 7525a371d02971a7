"""Data only: the XML form of datasets as tables, read through `elm_microcred.exchange.qdr`."""
