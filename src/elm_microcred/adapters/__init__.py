"""From learning systems, and to learners: plain functions over plain data, no framework.

`plain` issues and verifies dictionaries, `moodle` upgrades badges, `one_roster` reads rows,
`events` makes webhooks, `delivery` makes links, letters and files. Nothing here sends anything.
"""
