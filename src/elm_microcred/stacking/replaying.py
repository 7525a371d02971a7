"""`replay`: what a larger credential says of its parts, asked again when it is verified.

```python
from elm_microcred.stacking import replay

verify(content, resolve=resolver, replay=replay)
```

Three facts are always told apart: what the whole's own status is (`status/whole`), what the parts
are now (`status/parts-now`), and what they were when the whole was awarded (`status/parts-then`).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from elm_microcred.errors import ElmMicrocredError, LimitError
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.loading import load
from elm_microcred.problem import Problem, shorten
from elm_microcred.report import Check, Outcome
from elm_microcred.stacking.checker import check_report
from elm_microcred.stacking.composition.provenance import PROVENANCE_FORMAT, digest_of
from elm_microcred.stacking.parts import Part, Standing, Status
from elm_microcred.stacking.reading import part_of, standing_of
from elm_microcred.stacking.recipe import Recipe
from elm_microcred.strict_json import read_json
from elm_microcred.verification import Verification

VerifyPart = Callable[[bytes], Verification]

_MOST_PARTS = 1_000
_FORM = (KeyError, TypeError, ValueError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class _Original:
    """A part as it stands in the whole.

    Attributes:
        content: Its bytes.
        member: Its place among the members of a learner record, whose bytes are not the original's;
            `None` for evidence.
    """

    content: bytes
    member: int | None = None


def replay(
    document: Mapping[str, Any], found: Mapping[str, Check], verify_part: VerifyPart
) -> Iterator[Check]:
    """The checks of a larger credential about its parts; none for any other credential.

    A check of an id that there is already stands in its place.

    Args:
        document: The document that was verified.
        found: What was found about it so far, by the id of the check.
        verify_part: Verifies a part, as the whole was verified.
    """
    originals = list(_originals(document))
    provenance = next((p for each in originals if (p := _provenance(each.content))), None)
    if provenance is None:
        return
    parts = [each for each in originals if _provenance(each.content) is None]
    try:
        yield from _Replay(provenance, parts, found, verify_part).run()
    except _FORM as error:
        yield Check.of("data-model/stack", [_wrong("The provenance has another form.", error, "")])
    except ElmMicrocredError as error:
        yield Check.of("data-model/stack", error.problems)


def _wrong(detail: str, found: object, expected: str) -> Problem:
    return Problem(
        "STACK_PROVENANCE_WRONG",
        detail,
        found=shorten(found if isinstance(found, str) else f"{type(found).__name__}: {found}"),
        expected=expected or None,
    )


class _Replay:
    def __init__(
        self,
        provenance: Mapping[str, Any],
        originals: list[_Original],
        found: Mapping[str, Check],
        verify_part: VerifyPart,
    ) -> None:
        self.provenance = provenance
        self.recipe = Recipe.parse(provenance["recipe"]["document"])
        self.records = list(provenance["parts"])
        if len(self.records) > _MOST_PARTS:
            raise LimitError(
                "LIMIT_PARTS",
                "The credential says that it was made of more parts than are ever verified.",
                found=str(len(self.records)),
                expected=f"at most {_MOST_PARTS}",
            )
        self.verified: dict[int, Verification] = {}
        self.found = found
        self.verify_part = verify_part
        by_digest: dict[str, _Original] = {}
        for each in originals[:_MOST_PARTS]:
            by_digest.setdefault(digest_of(each.content), each)
            if each.member is not None:
                by_digest.setdefault(digest_of(canonicalize_json(read_json(each.content))), each)
        self.originals = by_digest

    def run(self) -> Iterator[Check]:
        """Every check, the parts first."""
        now: dict[str, Standing | None] = {}
        then: list[Part] = []
        for number, record in enumerate(self.records):
            original = self._original(record)
            if original is None:
                now[record["id"]] = None
                if record["used"]:
                    absent = self._absent(record)
                    yield Check.of(f"securing/parts/{number}", [absent], {"part": record["id"]})
                continue
            verification = self._verified(original)
            now[record["id"]] = standing_of(verification)
            then.append(self._as_it_was(record, verification, original))
            secured = self._secured(number, record, verification)
            if record["used"]:
                yield secured
            if original.member is not None:
                # What its status does to the whole is for the recipe to say.
                yield replace(secured, id=f"securing/members/{original.member}")
        yield self._replayed(then)
        yield self._whole()
        yield self._now(now)
        yield self._then()

    def _original(self, record: Mapping[str, Any]) -> _Original | None:
        for name in ("digest", "canonical_digest"):
            if record[name] in self.originals:
                return self.originals[record[name]]
        return None

    def _absent(self, record: Mapping[str, Any]) -> Problem:
        return Problem(
            "STACK_PART_ABSENT",
            "The part does not go with the credential: only its digest does.",
            found=record["id"],
            expected=record["digest"],
            remedy="Ask the holder for it, and compare the digest.",
        )

    def _verified(self, original: _Original) -> Verification:
        """What is found about a part now; of a picture, about what is in it."""
        if id(original) not in self.verified:
            self.verified[id(original)] = self._verify(original)
        return self.verified[id(original)]

    def _verify(self, original: _Original) -> Verification:
        loaded = [original.content]
        if original.content[:1] in (b"\x89", b"<"):
            try:
                loaded = [each.content for each in load(original.content)] or loaded
            except ElmMicrocredError:
                loaded = [original.content]
        return self.verify_part(loaded[0])

    def _as_it_was(
        self, record: Mapping[str, Any], verification: Verification, original: _Original
    ) -> Part:
        """The part with the standing that it had when the whole was assessed."""
        standing = record["standing"]
        at = standing["verified_at"]
        part = part_of(verification, content=original.content)
        was = Standing(
            standing["authentic"],
            Status(standing["status"]),
            datetime.fromisoformat(at) if at else None,
        )
        return replace(part, id=record["id"], standing=was, digest=record["digest"])

    def _secured(self, number: int, record: Mapping[str, Any], verification: Verification) -> Check:
        values = {"part": record["id"], "digest": record["digest"]}
        standing = standing_of(verification)
        id_ = f"securing/parts/{number}"
        if standing.authentic:
            return Check.of(id_, (), values)
        if standing.authentic is None and not self.recipe.each.verified:
            return Check(id_, Outcome.PASSED, (), values)
        problems = tuple(
            replace(problem, pointer="")
            for check in verification.checks
            if check.id.partition("/")[0] not in ("status", "validity-period")
            for problem in check.problems
        )
        outcome = Outcome.FAILED if standing.authentic is False else Outcome.INDETERMINATE
        return Check(id_, outcome, problems, values)

    def _replayed(self, then: list[Part]) -> Check:
        """The report, computed again from the parts as they were."""
        provenance = self.provenance
        problems: list[Problem] = []
        for name, digest in (
            ("recipe", self.recipe.digest),
            ("report", digest_of(canonicalize_json(provenance["report"]["document"]))),
        ):
            if provenance[name]["digest"] != digest:
                detail = f"The {name} is another one than its digest says."
                problems.append(_wrong(detail, digest, provenance[name]["digest"]))
        values = {
            "recipe": self.recipe.id,
            "version": self.recipe.version,
            "digest": provenance["report"]["digest"],
            "assessed_at": provenance["assessed_at"],
        }
        report = provenance["report"]["document"]
        if report["satisfied"] is not True:
            problems.append(
                _wrong("The recipe was not satisfied.", repr(report["satisfied"]), "true")
            )
        absent = {record["id"] for record in self.records} - {part.id for part in then}
        if absent:
            problems += [self._absent(record) for record in self.records if record["id"] in absent][
                :1
            ]
        else:
            moment = datetime.fromisoformat(provenance["assessed_at"])
            problems += check_report(report, self.recipe, then, now=moment).problems
        used = sorted(record["id"] for record in self.records if record["used"])
        listed = sorted(each["id"] for each in report["parts"] if each["group"] is not None)
        if used != listed:
            problems.append(_wrong("Other parts were used.", ", ".join(used), ", ".join(listed)))
        return Check.of("data-model/stack", problems, values)

    # The three facts

    def _whole(self) -> Check:
        own = self.found.get("status", Check.skipped("status"))
        return Check("status/whole", own.outcome, (), {"outcome": own.outcome.value})

    def _now(self, now: Mapping[str, Standing | None]) -> Check:
        policy = self.recipe.outcome.when_revoked
        values: dict[str, Any] = {"policy": policy, "parts": {}}
        problems: list[Problem] = []
        for record in self.records:
            if not record["used"]:
                continue
            standing = now[record["id"]]
            status = standing.status if standing else Status.UNKNOWN
            values["parts"][record["id"]] = status.value
            problems += _judged(record["id"], status, policy, ignores=self._ignores())
        return Check.of("status/parts-now", problems, values)

    def _ignores(self) -> bool:
        """Whether the recipe lets parts count whatever their status is."""
        return self.recipe.each.status == "any" or not self.recipe.each.verified

    def _then(self) -> Check:
        parts = {r["id"]: r["standing"]["status"] for r in self.records if r["used"]}
        gone = [name for name, status in parts.items() if status in ("revoked", "suspended")]
        problems: list[Problem] = []
        if gone and not self._ignores():
            detail = "A part did not hold when the whole was awarded."
            problems.append(_wrong(detail, ", ".join(gone), "active"))
        at = {"assessed_at": self.provenance["assessed_at"], "parts": parts}
        return Check.of("status/parts-then", problems, at)


def _judged(part: str, status: Status, policy: str, *, ignores: bool) -> Iterator[Problem]:
    """What a part that does not hold now does to the whole."""
    if status is Status.ACTIVE or ignores:
        return
    if status is Status.UNKNOWN:
        if policy != "snapshot":
            detail = "Whether the part still holds could not be told."
            yield Problem("STACK_PART_UNSETTLED", detail, found=part)
        return
    code, detail = {
        "derive": ("STACK_PART_REVOKED", "The whole falls with the part."),
        "suspend": ("STACK_PART_UNSETTLED", "The whole rests until the part is settled."),
        "snapshot": ("STACK_PART_REVOKED_SINCE", "The whole stands as of its award."),
    }[policy]
    yield Problem(code, f"A part is {status.value} now. {detail}", found=part)


# What is embedded


def _originals(document: Mapping[str, Any]) -> Iterator[_Original]:
    members = _one(document.get("credentialSubject")).get("verifiableCredential")
    for place, member in enumerate(_nodes(members)):
        yield _Original(canonicalize_json(member), place)
    for node in _nodes(document.get("evidence")):
        url = node.get("id")
        if isinstance(url, str) and url.startswith("data:"):
            yield from _decoded(url.partition(";base64,")[2])
        for media in _nodes(node.get("embeddedEvidence")):
            content = media.get("content")
            yield from _decoded(content if isinstance(content, str) else "")


def _decoded(text: str) -> Iterator[_Original]:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return
    if content:
        yield _Original(content)


def _provenance(content: bytes) -> Mapping[str, Any] | None:
    if f'"{PROVENANCE_FORMAT}"'.encode() not in content:
        return None
    try:
        value = read_json(content)
    except ElmMicrocredError:
        return None
    is_one = isinstance(value, dict) and value.get("format") == PROVENANCE_FORMAT
    return value if is_one else None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    listed = value if isinstance(value, list) else [value]
    return (each for each in listed if isinstance(each, dict))


def _one(value: Any) -> Mapping[str, Any]:
    return next(_nodes(value), {})
