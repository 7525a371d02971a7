"""The edge to HTTP: one module for each concern, put together by `app.create_app`.

Needs the extra `server`.
"""
