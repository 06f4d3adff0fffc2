"""What was confirmed and due before, as nodes beside the tree of what is now: one a version, with its day."""

from __future__ import annotations

from collections.abc import Sequence

from tanshi.compliance.steps import CORRECTED, OPENED, SET, ObligationStepRow
from tanshi.mrv.emission_correction import Version
from tanshi.rules import Node


def emission_versions(versions: Sequence[Version]) -> tuple[Node, ...]:
    """Return a node for each version of a confirmed emission, tCO2; none as long as there is one."""
    if len(versions) < 2:
        return ()
    return tuple(Node("label.confirmed_version", v.verified_t, "tCO2", note=_said(v)) for v in versions)


def _said(version: Version) -> str:
    made = version.correction
    if made is None:
        return f"{version.number}: {version.since}"
    rests = " ".join(filter(None, (made.source, made.reference)))
    return f"{version.number}: {version.since} {rests} ({made.proposed_by}, {made.decided_by}) {made.reason}"


def obligation_versions(steps: Sequence[ObligationStepRow]) -> tuple[Node, ...]:
    """Return a node for each amount an obligation had, t; none as long as there is one."""
    found = sorted((s for s in steps if s.kind in (SET, OPENED, CORRECTED)), key=lambda s: s.position)
    if len(found) < 2:
        return ()
    return tuple(
        Node("label.obligation_version", s.obligation_t, "t", note=f"{n}: {s.day} ({s.deadline}) {s.note}".strip())
        for n, s in enumerate(found, 1)
    )
