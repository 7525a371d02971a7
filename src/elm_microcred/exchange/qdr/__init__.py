"""The Qualification Dataset Register: LOQ and AMS datasets, in RDF and in its XML form."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from elm_microcred.exchange.qdr.achievements import DatasetAchievements, achievements_of
    from elm_microcred.exchange.qdr.catalogue import CatalogueDataset, dataset_of
    from elm_microcred.exchange.qdr.checks import check_dataset
    from elm_microcred.exchange.qdr.dataset import (
        DATASET_FORMATS,
        Dataset,
        DatasetReading,
        DatasetXml,
        read_dataset,
    )

__all__ = [
    "DATASET_FORMATS",
    "CatalogueDataset",
    "Dataset",
    "DatasetAchievements",
    "DatasetReading",
    "DatasetXml",
    "achievements_of",
    "check_dataset",
    "dataset_of",
    "read_dataset",
]

_HOMES = {
    "achievements": ("DatasetAchievements", "achievements_of"),
    "catalogue": ("CatalogueDataset", "dataset_of"),
    "checks": ("check_dataset",),
    "dataset": ("DATASET_FORMATS", "Dataset", "DatasetReading", "DatasetXml", "read_dataset"),
}


def __getattr__(name: str) -> Any:
    """What is asked for, loaded when it is first used (PEP 562)."""
    for module, names in _HOMES.items():
        if name in names:
            found = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
