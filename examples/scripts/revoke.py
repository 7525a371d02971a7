"""A credential with a place in a status list; then it is withdrawn."""

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from elm_microcred import (
    Achievement,
    Award,
    LocalSigner,
    MicroCredential,
    Resource,
    sign,
    to_elm,
    verify,
)
from elm_microcred.status import (
    InMemoryStatusAllocator,
    StatusList,
    status_entry,
    status_list_credential,
    with_statuses,
)

EXAMPLES = Path(__file__).resolve().parent.parent
NOW = datetime.now(UTC).replace(microsecond=0)

signer = LocalSigner.generate("Ed25519")
course = Achievement.load(EXAMPLES / "port-safety.json")
micro = MicroCredential(course, Award.parse({"learner": {"full_name": "Ana Example"}}))
document = to_elm(micro, envelope="vcdm2", issuer_id=signer.controller)

allocator = InMemoryStatusAllocator("https://school.example/status/{}".format, secrets.randbelow)
place = allocator.allocate(document["id"])
document["credentialStatus"] = status_entry(place.list_id, place.index)
credential = sign(document, signer).content

listed = status_list_credential(
    place.list_id, signer.controller, StatusList.empty(), valid_from=NOW, ttl=timedelta(hours=1)
)
published = {place.list_id: sign(listed, signer).content}


def resolve(url: str) -> Resource:
    """What the school's web server answers."""
    return Resource(published[url], "application/vc")


print("issued:", verify(credential, resolve=resolve).outcome.value)
revised = with_statuses(listed, {place.index: 1}, valid_from=NOW)
published[place.list_id] = sign(revised, signer).content
result = verify(credential, resolve=resolve)
print("withdrawn:", result.outcome.value, result.errors[0].code)
