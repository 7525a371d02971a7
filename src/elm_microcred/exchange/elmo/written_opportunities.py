"""Achievements as the tree of learning opportunities of ELMO."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from elm_microcred import vocabularies
from elm_microcred.errors import ModelError
from elm_microcred.exchange.elmo.grading import UNGRADED
from elm_microcred.exchange.elmo.opportunities import (
    CREDIT_LEVELS,
    GROUPS,
    KINDS,
    LEVELS,
    SUBJECTS,
)
from elm_microcred.exchange.elmo.supplement import SUPPLEMENT, write_supplement
from elm_microcred.exchange.elmo.values import UNDETERMINED
from elm_microcred.exchange.elmo.writing import (
    Files,
    Groups,
    Pairs,
    concepts_in,
    hours_of,
    identifiers,
    is_achievement,
    number_of,
    one_text,
    pairs,
    same,
    schemes_of,
    status_of,
    write_texts,
)
from elm_microcred.exchange.xml_elements import Element
from elm_microcred.mapping import words
from elm_microcred.mapping.elm.reading import Reading, Slot

_HTML = "/HTML"


class Opportunities:
    """Writes the opportunities of one report.

    Args:
        report: The report, which takes the grading schemes.
        groups: The groups of the file.
        files: The files of the credential.
        reading: The credential.
        body: The awarding body of the report.
    """

    def __init__(
        self, report: Element, groups: Groups, files: Files, reading: Reading, body: Slot
    ) -> None:
        self.report = report
        self.groups = groups
        self.files = files
        self.reading = reading
        self.body = body

    def write(self, claim: Slot, los: Element) -> None:
        """Write an achievement, with its parts, into an element."""
        titles = pairs(claim.one("title"))
        given = claim.one("specifiedBy")
        spec = Slot({}, (), self.reading) if given is None else given.entered()
        own = spec.one("title")
        if own is not None and (not titles or pairs(own) == titles):
            titles = pairs(own)
        loi = los.add("specifies").add("learningOpportunityInstance")
        identifiers(los, spec)
        identifiers(loi, claim)
        write_texts(los, "title", titles or [(UNDETERMINED, "?")])
        self._kind(spec, los)
        self._descriptions(claim, spec, los)
        self._process(claim, loi)
        self._credits(claim, spec, loi)
        self._levels(spec, loi)
        self._result(claim, loi, titles)
        self._learning(claim, loi, titles)
        self._references(claim, loi)
        parts = [part.entered() for part in claim.many("hasPart")
                 if is_achievement(part, self.reading)]  # fmt: skip
        for part in parts:
            self.write(part, los.add("hasPart").add("learningOpportunitySpecification"))
        self._parts_of(spec, parts)

    def _parts_of(self, spec: Slot, parts: list[Slot]) -> None:
        """References from the specification to those of the parts, which were written."""
        there = set()
        for part in parts:
            of = part.members.get("specifiedBy")
            there.add(of if isinstance(of, str) else (of or {}).get("id"))
        for slot in spec.many("hasPart"):
            id = slot.value if isinstance(slot.value, str) else slot.members.get("id")
            if id in there:
                slot.taken()

    def _kind(self, spec: Slot, los: Element) -> None:
        by_iri = {vocabularies.concept("learning-opportunity", code).iri: type
                  for type, code in KINDS.items()}  # fmt: skip
        for slot in spec.many("dcType"):
            if slot.id in by_iri and los.one("type") is None:
                slot.inside().taken()
                los.add("type", by_iri[slot.id])
        for _, notation in concepts_in(spec, "educationSubject", SUBJECTS):
            if los.one("subjectArea") is None:
                los.add("subjectArea", notation)
        base = vocabularies.scheme("isced-f").base
        for slot in spec.many("thematicArea")[:1]:
            if (slot.id or "").startswith(base):
                slot.inside().taken()
                los.add("iscedCode", str(slot.id).removeprefix(base))
        for slot in spec.many("homepage")[:1]:
            url = slot.entered().one("contentURL")
            if url is not None:
                url.taken()
                los.add("url", str(url.value))

    def _descriptions(self, claim: Slot, spec: Slot, los: Element) -> None:
        """Descriptions; outcomes stand in them, for ELMO has no other place."""
        found = pairs(claim.one("description"))
        for tag, text in pairs(spec.one("description")):
            if (tag, text) not in found:
                found.append((tag, text))
        outcomes: Pairs = []
        summary = spec.one("learningOutcomeSummary")
        if summary is not None:
            outcomes += pairs(summary.entered().one("noteLiteral"))
            self.reading.narrow(summary, "ELMO has outcomes in the description only.")
        for slot in spec.many("learningOutcome"):
            outcomes += pairs(slot.entered().one("title"))
            self.reading.narrow(slot, "ELMO has outcomes in the description only.")
        by_tag: dict[str, list[str]] = {}
        for tag, text in (*found, *outcomes):
            by_tag.setdefault(tag, []).append(text)
        write_texts(los, "description", [(tag, "\n".join(said)) for tag, said in by_tag.items()])
        for slot in spec.many("additionalNote"):
            form = slot.members.get("noteFormat")
            if isinstance(form, dict) and str(form.get("id")).endswith(_HTML):
                inner = slot.inside()
                write_texts(los, "descriptionHtml", pairs(inner.one("noteLiteral")))
                for member in inner.many("noteFormat"):
                    member.taken()

    def _process(self, claim: Slot, loi: Element) -> None:
        process = claim.one("awardedBy")
        if process is None:
            return
        inner = process.entered()
        date = inner.one("awardingDate")
        if date is not None and isinstance(date.value, str):
            date.taken()
            loi.add("date", date.value[:10])
            if date.value[10:] not in ("", "T00:00:00Z", "T00:00:00+00:00"):
                self.reading.narrow(date, "ELMO has the day alone.")
        self._same_process(inner)

    def _same_process(self, process: Slot) -> None:
        """Take the awarding body and what the process used, where they are told elsewhere."""
        for slot in process.many("awardingBody")[:1]:
            if same(slot, self.body):
                slot.taken()
        for slot in process.many("used"):
            if isinstance(slot.value, str):
                slot.taken()

    def _credits(self, claim: Slot, spec: Slot, loi: Element) -> None:
        received, offered = claim.many("creditReceived"), spec.many("creditPoint")
        for slot in received or offered:
            inner = slot.inside()
            framework, point = inner.one("framework"), inner.one("point")
            number = number_of(point)
            if framework is None or number is None:
                continue
            credit = loi.add("credit")
            credit.add("scheme", self._system(framework))
            credit.add("value", number)
        said = [_points(slot) for slot in received]
        for slot in offered:
            if _points(slot) in said:
                slot.taken()

    def _system(self, framework: Slot) -> str:
        inner = framework.inside()
        framework.taken()
        word = words.word(inner.id or "")
        notation = inner.members.get("notation")
        if word is not None:
            return word
        label = dict(pairs(inner.one("prefLabel")))
        return str(notation or label.get("en") or next(iter(label.values()), "?"))

    def _levels(self, spec: Slot, loi: Element) -> None:
        base = vocabularies.scheme("eqf").base
        eqf = spec.one("eqfLevel")
        if eqf is not None and (eqf.id or "").startswith(base):
            eqf.inside().taken()
            _level(loi, "EQF", str(eqf.id).removeprefix(base))
        for slot in spec.many("nqfLevel"):
            label = dict(pairs(slot.inside().one("prefLabel")))
            said = label.get("en") or next(iter(label.values()), None)
            if said is not None:
                slot.taken()
                _level(loi, "NQF", said)
        for slot, notation in concepts_in(spec, "educationLevel", LEVELS):
            type, _, value = notation.partition(":")
            made = _level(loi, unquote(type), value)
            write_texts(made, "description", pairs(slot.one("definition")))
            made.children.sort(
                key=lambda child: ("type", "description", "value").index(child.local)
            )
        for _, notation in concepts_in(spec, "educationLevel", CREDIT_LEVELS):
            credit = loi.one("credit")
            if credit is not None:
                credit.children.insert(1, Element("level", loi.namespace, text=notation))
        for slot in spec.many("educationLevel"):
            if eqf is not None and slot.id == eqf.id:
                slot.inside().taken()
        languages = spec.many("language")
        if len(languages) == 1:
            try:
                tag = vocabularies.language_tag(str(languages[0].id))
            except ModelError:
                return
            languages[0].inside().taken()
            loi.add("languageOfInstruction", tag)

    def _result(self, claim: Slot, loi: Element, titles: Pairs) -> None:
        """The first assessment; others are told as not written."""
        process = claim.one("awardedBy")
        used = [] if process is None else process.inside().many("used")
        found = claim.many("provenBy") or [slot for slot in used if not isinstance(slot.value, str)]
        if not found:
            return
        result = found[0].entered()
        self._repeated(result, titles)
        status = status_of(result.one("gradeStatus"))
        if status is not None:
            loi.add("status", status)
        note = result.one("grade")
        if note is not None:
            literal = note.entered().one("noteLiteral")
            filled = literal is not None and literal.value in ({"en": status}, {"en": UNGRADED})
            label = one_text(literal, self.reading)
            if label and not filled:
                loi.add("resultLabel", label)
        shares = result.one("shortenedGrading")
        if shares is not None:
            inner = shares.inside()
            made = loi.add("shortenedGrading")
            for name in ("percentageLower", "percentageEqual", "percentageHigher"):
                made.add(name, number_of(inner.one(name)) or "0")
        spread = result.one("resultDistribution")
        if spread is not None:
            self._distribution(spread.inside(), loi.add("resultDistribution"))
        date = result.one("dateIssued")
        said = loi.one("date")
        if date is not None and said is not None and str(date.value)[:10] == said.text:
            date.taken()
        spec = result.one("specifiedBy")
        if spec is not None:
            inner = spec.entered()
            self._repeated(inner, titles)
            scheme = inner.one("gradingScheme")
            if scheme is not None:
                loi.add("gradingSchemeLocalId", self._scheme(scheme.entered()))

    def _repeated(self, node: Slot, titles: Pairs) -> None:
        """Take what a node says only because ELM asks for it: the title, and who awarded."""
        title = node.one("title")
        if title is not None and pairs(title) != titles:
            self.reading.whole.discard(title.path)
        process = node.one("awardedBy")
        if process is None:
            return
        inner = process.entered()
        self._same_process(inner)
        for date in inner.many("awardingDate"):
            date.taken()

    def _distribution(self, spread: Slot, element: Element) -> None:
        for slot in spread.many("resultCategory"):
            inner = slot.inside()
            label, count = inner.one("label"), inner.one("count")
            if label is not None and count is not None:
                label.taken()
                element.add("category", label=str(label.value), count=number_of(count) or "0")
        write_texts(element, "description", pairs(spread.one("description")))

    def _scheme(self, node: Slot) -> str:
        """The local id of a grading scheme, which the report has from now on."""
        local = None
        for slot in node.many("identifier"):
            inner = slot.inside()
            notation = inner.one("notation")
            if notation is not None and local is None:
                slot.taken()
                local = str(notation.value)
        titles = pairs(node.one("title"))
        local = local or (titles[0][1] if titles else "scheme")
        known = {s.attributes["localId"] for s in self.report.many("gradingScheme")}
        if local not in known:
            made = self.report.add("gradingScheme", localId=local)
            if titles != [(UNDETERMINED, local)]:
                write_texts(made, "description", titles)
        return local

    def _learning(self, claim: Slot, loi: Element, titles: Pairs) -> None:
        """The first activity: when it began, its term, and its hours."""
        for activity in claim.many("influencedBy")[:1]:
            inner = activity.entered()
            self._repeated(inner, titles)
            for period in inner.many("temporal"):
                self._period(period.inside(), loi)
            work = inner.one("workload")
            hours = None if work is None else hours_of(work.value)
            if work is not None and hours is not None:
                work.taken()
                loi.add("engagementHours", hours)

    def _period(self, period: Slot, loi: Element) -> None:
        label, first, last = (period.one(t) for t in ("prefLabel", "startDate", "endDate"))
        if label is not None and first is not None and last is not None:
            if loi.one("academicTerm") is None:
                term = loi.add("academicTerm")
                write_texts(term, "title", pairs(label))
                for name, slot in (("start", first), ("end", last)):
                    slot.taken()
                    term.add(name, str(slot.value)[:10])
        elif label is None and first is not None and loi.one("start") is None:
            first.taken()
            loi.add("start", str(first.value)[:10])

    def _references(self, claim: Slot, loi: Element) -> None:
        refs = []
        for slot in claim.many("supplementaryDocument"):
            url = slot.inside().one("contentURL")
            iri = "" if url is None else str(url.value)
            known = self.files.identifier(iri) if iri in self.files.slots else None
            if known is not None:
                slot.taken()
                refs.append(known[1])
        if refs:
            attached = loi.add("attachments")
            for ref in refs:
                attached.add("ref", ref)
        write_supplement(
            [slot for slot in claim.many("additionalNote") if SUPPLEMENT in _about(slot)], loi
        )
        for slot in claim.many("additionalNote"):
            subject = slot.members.get("subject")
            about = Slot(subject, (*slot.path, "subject"), self.reading)
            if (
                isinstance(subject, dict)
                and GROUPS in schemes_of(about)
                and not loi.one("grouping")
            ):
                inner = slot.inside()
                group = pairs(inner.one("noteLiteral"))
                type = pairs(about.one("prefLabel"))
                slot.taken()
                notation = str(about.members.get("notation"))
                loi.add("grouping", **self.groups.add(notation, type, group))


def _level(loi: Element, type: str, value: str) -> Element:
    made = loi.add("level")
    made.add("type", type)
    if value:
        made.add("value", value)
    return made


def _points(slot: Slot) -> tuple[Any, Any]:
    """Framework and number of a credit point, to be compared."""
    framework = slot.members.get("framework")
    known = (
        framework.get("id") or framework.get("notation")
        if isinstance(framework, dict)
        else framework
    )
    return known, slot.members.get("point")


def _about(note: Slot) -> set[str]:
    """The schemes of what a note is about."""
    return schemes_of(Slot(note.members.get("subject") or {}, note.path, note.reading))
