"""A table of learners, all signed by a pool of processes; a broken row stops nobody else."""

import csv
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from elm_microcred import Achievement, Award, LocalSigner, MicroCredential, to_elm
from elm_microcred.bulk import issue_many

EXAMPLES = Path(__file__).resolve().parent.parent


def main() -> None:
    """Issue them."""
    course = Achievement.load(EXAMPLES / "port-safety.json")
    signer = LocalSigner.generate("Ed25519")
    with (EXAMPLES / "awards.csv").open(encoding="utf-8", newline="") as file:
        awards = [Award.from_row(row) for row in csv.DictReader(file)]
    documents = [to_elm(MicroCredential(course, a), issuer_id=signer.controller) for a in awards]
    documents.insert(1, {"@context": []})  # a broken one

    with ProcessPoolExecutor(2) as pool:
        for done in issue_many(documents, signer, executor=pool):
            said = "issued" if done else done.problems[0].code
            print(f"{done.index}: {said}")


if __name__ == "__main__":  # the processes of a pool import this file
    main()
