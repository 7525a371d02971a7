"""Levels and credits of one framework in terms of another, by dated tables: never by guessing.

```python
from datetime import date

from elm_microcred.levels import credit_interval, eqf_level

eqf_level("LV-PQL", "3", at=date(2022, 7, 31)).level  # "4"
eqf_level("LV-PQL", "3", at=date(2022, 8, 1)).level  # "3"
eqf_level("HKQF", "5", at=date(2024, 1, 1)).reason  # Reason.NO_TABLE
credit_interval("hours", "ECTS", at=date(2026, 6, 1)).of(Decimal(60))  # 2 to 2.4 ECTS
```

The tables are data of the project, in `vocab/levels/`; each row holds from one day to another and
is chosen by the day of the award. What no table says is unknown, with the reason.
"""

from __future__ import annotations

from elm_microcred.levels.credits import CreditInterval, Rate, credit_interval, rates
from elm_microcred.levels.frameworks import (
    LevelAnswer,
    convert_level,
    ehea_cycle,
    eqf_level,
    eqf_level_of,
)
from elm_microcred.levels.tables import LevelTable, Period, Reason, TableUse, table, tables

__all__ = [
    "CreditInterval",
    "LevelAnswer",
    "LevelTable",
    "Period",
    "Rate",
    "Reason",
    "TableUse",
    "convert_level",
    "credit_interval",
    "ehea_cycle",
    "eqf_level",
    "eqf_level_of",
    "rates",
    "table",
    "tables",
]
