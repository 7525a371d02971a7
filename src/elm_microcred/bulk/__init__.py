"""Many at a time: on one machine or on a cluster, in order, each item by itself."""

from elm_microcred.bulk.many import Done, Executors, each_of_many
from elm_microcred.bulk.partitions import Manifest, Part, write_nquads, write_parquet
from elm_microcred.bulk.tasks import (
    convert_many,
    issue_many,
    render_many,
    to_rdf_many,
    verify_many,
)
from elm_microcred.bulk.triples import Content, each_content, triples_many, write_triples

__all__ = [
    "Content",
    "Done",
    "Executors",
    "Manifest",
    "Part",
    "convert_many",
    "each_content",
    "each_of_many",
    "issue_many",
    "render_many",
    "to_rdf_many",
    "triples_many",
    "verify_many",
    "write_nquads",
    "write_parquet",
    "write_triples",
]
