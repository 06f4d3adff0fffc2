"""Factors of a file brought into the books as proposals: each cell by itself, the same file again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tanshi.application.access import ViewRows
from tanshi.application.market import Market
from tanshi.core.finding import Finding, Problem
from tanshi.journal.command import Command, CommandOutcome
from tanshi.participants.tables import ActorRow
from tanshi.rulemaking.factors.outcome import FactorOutcome
from tanshi.rulemaking.factors.requests import ProposeFactor
from tanshi.rulemaking.factors.table_file import FactorFile
from tanshi.rulemaking.factors.tables import SENT_BACK, FactorRow

_PROPOSE = "rulemaking.propose_factor"

#: Proposals in one transaction.
_CHUNK = 50


@dataclass(slots=True)
class Imported:
    """What became of a file: ids proposed, proposed before, cells that say what the law says, findings by cell."""

    mapping: str
    sha256: str
    proposed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def counts(self) -> dict[str, Any]:
        """Return the figures a person is told."""
        return {
            "mapping": self.mapping, "proposed": len(self.proposed), "same": len(self.same),
            "unchanged": len(self.unchanged), "wrong": len(self.findings),
        }  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """Return the result as the machine interface gives it."""
        return {
            "mapping": self.mapping, "sha256": self.sha256, "proposed": self.proposed, "same": self.same,
            "unchanged": self.unchanged, "findings": [f.as_json() for f in self.findings],
        }  # fmt: skip


def import_factors(market: Market, file: FactorFile, data: bytes, actor: str, *, dry_run: bool = False) -> Imported:
    """Propose what a file offers, as an actor; the file itself is kept as the document the proposals name.

    `dry_run`: judge and change nothing. A cell that is refused is a finding with its place and the refusal's words;
    `Problem` if the actor may not propose.
    """
    digest = sha256(data).hexdigest()
    done = Imported(file.mapping, digest, findings=list(file.findings))
    with market.view() as view:
        rows = ViewRows(view)
        body = rows.get(ActorRow, actor)
        sent = []
        for cell, proposal in file.offered.items():
            known = rows.get(FactorRow, proposal.factor)
            if known is None or known.state == SENT_BACK:
                sent.append((cell, proposal))
            else:
                done.same.append(proposal.factor)
    if sent and not dry_run:
        market.evidence.keep(data)
    for chunk in _chunks(sent):
        commands = [
            Command.of(f"{p.factor}/{digest[:12]}", body.organisation if body else actor, actor, _PROPOSE, p)
            for _, p in chunk
        ]
        for (cell, proposal), answer in zip(chunk, market.execute(commands, dry_run=dry_run), strict=True):
            if answer.done:
                (done.same if answer.exists else done.proposed).append(proposal.factor)
            elif isinstance(answer.outcome, CommandOutcome):  # whoever asks, not the cell
                raise Problem(Finding(str(answer.outcome), actor, dict(answer.details)))
            elif answer.outcome == FactorOutcome.UNCHANGED:
                done.unchanged.append(cell)
            else:
                done.findings.append(Finding(str(answer.outcome), cell, dict(answer.details)))
    return done


def _chunks(sent: Sequence[tuple[str, ProposeFactor]]) -> Iterator[Sequence[tuple[str, ProposeFactor]]]:
    for start in range(0, len(sent), _CHUNK):
        yield sent[start : start + _CHUNK]
