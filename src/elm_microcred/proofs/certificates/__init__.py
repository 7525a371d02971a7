"""Certificates of seals: read, traced to a trust anchor at a point in time, and checked.

The profile is that of electronic seals and timestamps (RFC 5280, ETSI EN 319 412), not that of
web servers: there is no host name, and the time is the one when something was sealed.
"""
