"""Issue, verify, convert, export and draw many: the functions of one, for each of many.

```python
with ProcessPoolExecutor() as pool:
    for done in issue_many(documents, signer, executor=pool):
        ...  # done.value is Secured, or done.problems says why not
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from elm_microcred.bulk.many import Done, Executors, each_of_many
from elm_microcred.exchange.rdf import to_rdf
from elm_microcred.inspecting import inspect
from elm_microcred.issuing import Secured, sign
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.mapping import convert
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.signer import Signer
from elm_microcred.rendering import Rendering, render
from elm_microcred.retrieval import Resolver, offline
from elm_microcred.stacking.replaying import replay
from elm_microcred.verification import Verification, verify

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Call:
    """A function with all its arguments but the first: what travels to a worker."""

    function: Callable[..., Any]
    arguments: Mapping[str, Any]

    def __call__(self, item: Any) -> Any:
        return self.function(item, **self.arguments)


def issue_many(
    documents: Iterable[Document],
    signer: Signer,
    *,
    executor: Executors = None,
    chunk: int = 32,
    ahead: int = 16,
    **arguments: Any,
) -> Iterator[Done[Secured]]:
    """Each document secured, in order.

    Args:
        documents: Credentials without proof.
        signer: Whose key signs. For worker processes it must pickle, as `LocalSigner` does.
        executor: Who works; this process if absent.
        chunk: How many documents travel together.
        ahead: How many chunks are under way at most.
        arguments: Further arguments of `sign`.
    """
    task = _Call(partial(_sign, signer), arguments)
    return each_of_many(task, documents, executor=executor, chunk=chunk, ahead=ahead)


def _sign(signer: Signer, document: Document, **arguments: Any) -> Secured:
    return sign(document, signer, **arguments)


def verify_many(
    contents: Iterable[bytes | str],
    *,
    resolve: Resolver = offline,
    now: datetime | None = None,
    policy: Policy | None = None,
    limits: Limits = DEFAULT,
    executor: Executors = None,
    chunk: int = 32,
    ahead: int = 16,
) -> Iterator[Done[Verification]]:
    """What can be said about each of many credentials, in order.

    An item is done when there is a report on it, whatever that says.

    Args:
        contents: What was received.
        resolve: Asked for issuers' documents. For worker processes it must pickle.
        now: The time to check with; that of the clock, for each, if absent.
        policy: What is demanded.
        limits: What each content may cost.
        executor: Who works; this process if absent.
        chunk: How many contents travel together.
        ahead: How many chunks are under way at most.
    """
    arguments = {"resolve": resolve, "now": now, "policy": policy or Policy(), "limits": limits}
    task = _Call(verify, arguments)
    return each_of_many(task, contents, executor=executor, chunk=chunk, ahead=ahead)


def convert_many(
    documents: Iterable[Document],
    *,
    to: str,
    executor: Executors = None,
    chunk: int = 32,
    ahead: int = 16,
    **arguments: Any,
) -> Iterator[Done[Any]]:
    """Each document in another format, with its losses, in order.

    Args:
        documents: Credentials, not secured or taken from what was verified.
        to: The format, as `convert` names it.
        executor: Who works; this process if absent.
        chunk: How many documents travel together.
        ahead: How many chunks are under way at most.
        arguments: Further arguments of `convert`.
    """
    task = _Call(convert, {"to": to, **arguments})
    return each_of_many(task, documents, executor=executor, chunk=chunk, ahead=ahead)


def to_rdf_many(
    documents: Iterable[Document],
    *,
    format: str = "nquads",
    executor: Executors = None,
    chunk: int = 32,
    ahead: int = 16,
    **arguments: Any,
) -> Iterator[Done[str]]:
    """Each document as RDF, in order.

    Args:
        documents: Credentials.
        format: The format, as `to_rdf` names it.
        executor: Who works; this process if absent.
        chunk: How many documents travel together.
        ahead: How many chunks are under way at most.
        arguments: Further arguments of `to_rdf`.
    """
    task = _Call(to_rdf, {"format": format, **arguments})
    return each_of_many(task, documents, executor=executor, chunk=chunk, ahead=ahead)


def render_many(
    contents: Iterable[bytes],
    *,
    to: str,
    now: datetime,
    resolve: Resolver = offline,
    policy: Policy | None = None,
    executor: Executors = None,
    chunk: int = 32,
    ahead: int = 16,
    **arguments: Any,
) -> Iterator[Done[Rendering]]:
    """Each credential verified and drawn for people, in order.

    Args:
        contents: Credentials as they came; each is attached to its PDF.
        to: The form, as `render` names it.
        now: The time to verify with, which the drawing names.
        resolve: Asked for issuers' documents. For worker processes it must pickle.
        policy: What is demanded.
        executor: Who works; this process if absent.
        chunk: How many credentials travel together.
        ahead: How many chunks are under way at most.
        arguments: Further arguments of `render`.
    """
    inspected = {"now": now, "resolve": resolve, "policy": policy or Policy(), "replay": replay}
    task = _Call(_drawn, {"inspected": inspected, "to": to, **arguments})
    return each_of_many(task, contents, executor=executor, chunk=chunk, ahead=ahead)


def _drawn(content: bytes, *, inspected: Mapping[str, Any], to: Any, **arguments: Any) -> Rendering:
    found = inspect(content, **inspected)
    secured = found.content if to == "pdf" and found.verified_at is not None else None
    return render(
        found.subject,
        to=to,
        report=found.report,
        at=found.verified_at,
        secured=secured,
        **arguments,
    )
