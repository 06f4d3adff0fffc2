"""Issuing papers: number, make, store, record - in this order, many at a time.

The next number is read, the paper is made with it and its files go to the evidence store; then `documents.issue`
records it. If another paper took the number meanwhile, or midnight passed, the paper is made again. A paper whose id is
issued already is left alone, so a batch that was broken off is sent again as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from tanshi.application.documents.commands import DocumentsOutcome, IssuePaper, WithdrawPaper, next_serial
from tanshi.application.documents.paper import Paper, compose, document_number
from tanshi.application.documents.proof_code import proof_code
from tanshi.application.documents.tables import NumberRow, PaperRow
from tanshi.application.documents.typesetting import pdf
from tanshi.application.documents.workbook import xlsx
from tanshi.core.clock import instant, legal_day_of
from tanshi.core.finding import Finding, Problem
from tanshi.core.progress import Progress
from tanshi.journal.command import Answer, Command
from tanshi.journal.table import read_rows
from tanshi.journal.writer import Entropy, system_entropy

if TYPE_CHECKING:
    from tanshi.application.market import Market

#: Papers made and recorded together.
BATCH = 100

#: Papers made at the same time.
_HANDS = 4

#: So often a paper is made again because others took its number.
TRIES = 20


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues: the organisation, its actor, and the word of its numbers."""

    organisation: str
    actor: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper to be issued under an id of the caller's, e.g. `preallocation/2023/E-42-0001`.

    `area_gb2260`: the province it concerns, where it concerns no entity.
    """

    id: str
    paper: Paper
    area_gb2260: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of a draft: its row if it is issued, the answer if it was refused, characters that were not shown."""

    id: str
    paper: PaperRow | None
    answer: Answer | None
    findings: tuple[Finding, ...] = ()
    exists: bool = False

    @property
    def done(self) -> bool:
        return self.paper is not None


def issue(market: Market, issuer: Issuer, draft: Draft, entropy: Entropy = system_entropy) -> Issued:
    """Issue one paper and return what became of it; see `issue_all`."""
    return next(iter(issue_all(market, issuer, [draft], entropy=entropy)))


def issue_all(
    market: Market,
    issuer: Issuer,
    drafts: Sequence[Draft],
    *,
    progress: Progress | None = None,
    entropy: Entropy = system_entropy,
) -> list[Issued]:
    """Issue papers in order and return what became of each, in order.

    `entropy` gives the salts (32 bytes each). A refused one takes no number and holds up no other. Raises `Problem` if
    a draft's data does not fit its template (nothing of its batch is issued) or the extra `report` is missing.
    """
    shown = progress or Progress()
    shown.step("documents", len(drafts))
    found: list[Issued] = []
    for start in range(0, len(drafts), BATCH):
        batch = drafts[start : start + BATCH]
        found += _issue_batch(market, issuer, batch, entropy)
        shown.advance(len(batch))
    return found


def withdraw(
    market: Market, issuer: Issuer, id: str, ground: str, replaced_by: str = "", *, command: str = ""
) -> Answer:
    """Withdraw a paper and return the answer."""
    request = WithdrawPaper(id, ground, replaced_by)
    name = command or f"documents/withdraw/{sha256(id.encode()).hexdigest()[:24]}"
    (answer,) = market.execute([Command.of(name, issuer.organisation, issuer.actor, "documents.withdraw", request)])
    return answer


_AGAIN = (DocumentsOutcome.NUMBER_NOT_NEXT, DocumentsOutcome.DAY_NOT_TODAY)


def _issue_batch(market: Market, issuer: Issuer, drafts: Sequence[Draft], entropy: Entropy) -> list[Issued]:
    waiting = list({d.id: d for d in drafts}.values())
    done = _issued_before(market, waiting)
    for _ in range(TRIES):
        waiting = [d for d in waiting if d.id not in done]
        if not waiting:
            return [done[d.id] for d in drafts]
        made = list(_make(market, waiting, entropy, len(done)))
        commands = [
            Command.of(f"documents/{_short(request)}", issuer.organisation, issuer.actor, "documents.issue", request)
            for request, _ in made
        ]
        answers = market.execute(commands)
        rows = _rows(market, [d.id for d in waiting])
        for draft, (_, findings), answer in zip(waiting, made, answers, strict=True):
            if answer.outcome not in _AGAIN:
                row = rows.get(draft.id) if answer.done else None
                done[draft.id] = Issued(draft.id, row, answer, findings)
    raise Problem(*(Finding("documents.too_late", d.id, {"tries": TRIES}) for d in waiting))


def _issued_before(market: Market, drafts: Sequence[Draft]) -> dict[str, Issued]:
    """Return the papers that are issued already: the same ones as they are, other ones as a finding."""
    found = {}
    rows = _rows(market, [d.id for d in drafts])
    for draft in drafts:
        if (row := rows.get(draft.id)) is not None:
            same = draft.paper.numbered(row.number, row.issued_on).data_sha256() == row.data_sha256
            other = Finding("documents.already_issued", draft.id, {"id": draft.id, "number": row.number})
            found[draft.id] = Issued(draft.id, row if same else None, None, () if same else (other,), exists=True)
    return found


def _rows(market: Market, ids: Sequence[str]) -> dict[str, PaperRow]:
    with market.view() as view:
        return {row.id: row for id in ids for row in read_rows(view, PaperRow, id=id)}


def _short(request: IssuePaper) -> str:
    """Return an id for the command: another number makes it another command."""
    return sha256(f"{request.id}\x1f{request.serial}\x1f{request.day}\x1f{request.salt}".encode()).hexdigest()[:32]


def _make(
    market: Market, drafts: Sequence[Draft], entropy: Entropy, first: int
) -> Iterator[tuple[IssuePaper, tuple[Finding, ...]]]:
    """Make the papers with the numbers that are next, store their files, and yield the requests."""
    assert market.writer is not None, "this market was opened for reading"
    serials: dict[tuple[str, int], int] = {}
    with market.view() as view:
        day = legal_day_of(max(instant(market.writer.clock.now()), view.head().recorded_at))
        year = int(day[:4])
        for word in {d.paper.body.word for d in drafts}:
            row = next(iter(read_rows(view, NumberRow, word=word, year=year)), None)
            serials[word, year] = next_serial(row)
    work = []
    for place, draft in enumerate(drafts, first):
        word = draft.paper.body.word
        work.append((draft, serials[word, year], entropy(place).hex()))
        serials[word, year] += 1
    with ThreadPoolExecutor(_HANDS) as hands:  # setting and writing to disk leave the interpreter to others
        yield from hands.map(lambda item: _stored(market, item[0], item[1], day, item[2]), work)


def _stored(market: Market, draft: Draft, serial: int, day: str, salt: str) -> tuple[IssuePaper, tuple[Finding, ...]]:
    number = document_number(draft.paper.body.word, int(day[:4]), serial)
    paper = draft.paper.numbered(number, day)
    digest = paper.data_sha256()
    paper = replace(paper, code=proof_code(salt, number, digest))
    composed = compose(paper)
    printed = pdf(composed)
    files = market.evidence
    request = IssuePaper(
        id=draft.id,
        word=paper.body.word,
        serial=serial,
        template=paper.template,
        version=paper.kind().version,
        language=paper.language,
        title=composed.title,
        subject=paper.subject,
        area_gb2260=draft.area_gb2260,
        body_zh=paper.body.name_zh,
        body_en=paper.body.name_en,
        day=day,
        salt=salt,
        code=paper.code,
        data_sha256=files.keep(paper.data_bytes()),
        pdf_sha256=files.keep(printed.data),
        xlsx_sha256=files.keep(xlsx(composed)),
    )
    assert request.data_sha256 == digest
    return request, printed.findings
