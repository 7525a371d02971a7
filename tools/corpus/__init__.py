"""Runs every case of an index against elm_microcred: `sh scripts/corpus KIND INDEX`.

One module per kind of index, each with `run(index) -> Iterator[Result]`. A case whose module
does not exist yet is wrong, never left out.
"""
