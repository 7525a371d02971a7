"""A table of rows and a template: checked as a whole, then issued, each row once.

```python
template = Template(Achievement.load("port-safety.json"))
with Journal.open("sqlite:///journal.db") as journal:
    batch = Batch(journal, "spring-2026", template, signer)
    checked = list(batch.check(read_rows("awards.csv"), now))
    for progress in batch.run((one.input for one in checked if one.input), Folder("out").deliver):
        print(progress.delivered, "of", progress.total)
```

Needs the extra `store`; for Parquet the extra `bulk`, too.
"""

from elm_microcred.bulk.batch.checking import NAMING_COLUMNS, Checked, Checker
from elm_microcred.bulk.batch.folder import Folder
from elm_microcred.bulk.batch.run import Batch, Progress
from elm_microcred.bulk.batch.sources import read_rows
from elm_microcred.bulk.batch.spreadsheet import findings_csv, safe_cell, to_csv
from elm_microcred.bulk.batch.table import SourceRow, csv_rows
from elm_microcred.bulk.batch.template import Template

__all__ = [
    "NAMING_COLUMNS",
    "Batch",
    "Checked",
    "Checker",
    "Folder",
    "Progress",
    "SourceRow",
    "Template",
    "csv_rows",
    "findings_csv",
    "read_rows",
    "safe_cell",
    "to_csv",
]
