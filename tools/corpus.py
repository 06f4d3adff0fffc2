"""Samples of facts for the corpus: a small year and a workload, as backup files of today's program.

python -m tools.corpus FOLDER [year|workload|powers|papers|evidence|changes|lists ...]

Files in tests/data/corpus are never written again: they are what databases in use look like. A new fact type, or a
new version of one, comes with a new folder of samples beside the old ones, and its state hashes in expected.yaml.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tanshi.application import moving
from tanshi.application.access import FOUR_EYES
from tanshi.application.institutions.commands import Begin, FirstActor
from tanshi.application.institutions.courier import delivery
from tanshi.application.institutions.message import sealed
from tanshi.application.market import open_market
from tanshi.cli.year import run_year
from tanshi.core.clock import SimulatedClock
from tanshi.core.progress import Progress
from tanshi.journal.command import Command
from tanshi.journal.writer import seeded_entropy
from tanshi.rules import Law
from tanshi.simulation.workload import Workload, opening
from tools.activity_round import hold_activity
from tools.acts_by_law import carry_over, recover, succeed
from tools.allocation_round import hold_allocation_round
from tools.auction_days import hold_auctions
from tools.case_revision import hold_revision
from tools.case_round import hold_cases
from tools.clerk_reports import report
from tools.compliance_round import hold_compliance
from tools.correction_round import hold_corrections
from tools.exchange_day import hold_exchange_day
from tools.factor_round import hold_factor_round
from tools.holders_made import keep_holders
from tools.money_days import hold_money_days
from tools.mrv_round import hold_mrv_round
from tools.mutations import change_entities, deposit_evidence, hold_list_round, issue_papers, state_gases
from tools.offset_round import hold_offset_round
from tools.openings import FIRST, SECOND, everything, take_over
from tools.registry_acts import do_acts
from tools.rules_made import make_rules, move_a_sector
from tools.session_requests import ask_a_session
from tools.settlement_days import Days, enrol, hold_settlement_days
from tools.transfers import order_transfers
from tools.verification_round import hold_verification
from tools.voluntary_round import hold_voluntary_round

ROSTER = Path(__file__).parent.parent / "tests" / "data" / "small_roster.csv"

#: One unit in so many is enough to meet every fact type.
_EVERY = 4
_COMMANDS = 600


def small_year(folder: Path) -> Path:
    """Run a year of a few units and return its database."""
    header, *rows = ROSTER.read_text("utf-8").splitlines()
    units = folder / "units.csv"
    units.write_text("\n".join([header, *rows[::_EVERY]]) + "\n", "utf-8")
    run_year(["2022"], [units], str(folder / "year.db"), 1, "plant", folder / "results", False)
    return folder / "year.db"


def chain(folder: Path) -> Path:
    """Run the first two periods of a few units, joint reports and borrowing, and return their database."""
    header, *rows = ROSTER.read_text("utf-8").splitlines()
    units = folder / "few.csv"
    units.write_text("\n".join([header, *rows[:: _EVERY - 1]]) + "\n", "utf-8")
    names = ["2019-2020", "2021", "2022"]
    run_year(names, [units], str(folder / "chain.db"), 1, "plant", folder / "results", False)
    return folder / "chain.db"


def ccer(folder: Path) -> Path:
    """Run the first period of a few units, part of which offset, and return their database."""
    header, *rows = ROSTER.read_text("utf-8").splitlines()
    units = folder / "few.csv"
    units.write_text("\n".join([header, *rows[:: _EVERY * 4]]) + "\n", "utf-8")
    run_year(["2019-2020"], [units], str(folder / "ccer.db"), 1, "plant", folder / "results", False, ccer=True)
    return folder / "ccer.db"


def years(folder: Path) -> Path:
    """Run all periods from 2019 to 2024 of a few units, and return their database."""
    header, *rows = ROSTER.read_text("utf-8").splitlines()
    units = folder / "few.csv"
    units.write_text("\n".join([header, *rows[:: _EVERY - 1][:12]]) + "\n", "utf-8")
    names = ["2019-2020", "2021", "2022", "2023", "2024"]
    run_year(names, [units], str(folder / "years.db"), 1, "plant", folder / "results", False)
    return folder / "years.db"


def workload(folder: Path) -> Path:
    """Run a seeded workload and return its database."""
    path = folder / "workload.db"
    clock = SimulatedClock(datetime(2023, 1, 1, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    work = Workload(1)
    for _ in range(_COMMANDS // 20):
        group = [work.next() for _ in range(20)]
        for command, answer in zip(group, market.execute(group), strict=True):
            work.noticed(command, answer.done and not answer.exists)
    market.checkpoint()
    market.close()
    return path


def powers(folder: Path) -> Path:
    """Grant and withdraw a mandate, delegate and end it, and return the database."""
    path = folder / "powers.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    mandate = {"organisation": "G", "entity": "H1", "ground": "集团统一管理"}
    other = {"actor": "H1/3", "organisation": "H1", "role": "laboratory"}
    given = {"delegation": "d/1", "taker": "H1/3", "kinds": "mrv.* registry.surrender", "until_day": "2026-12-31"}
    acts: list[tuple[str, str, dict[str, str]]] = [
        ("H1", "participants.grant_mandate", mandate),
        ("H1", "participants.withdraw_mandate", mandate),
        ("mee", "participants.admit_actor", other),
        ("H1", "participants.delegate", given),
        ("H1", "participants.end_delegation", {"delegation": "d/1"}),
    ]
    for number, (who, kind, item) in enumerate(acts):
        second = f"{who}/2" if kind in FOUR_EYES else ""
        (answer,) = market.execute([Command(f"powers/{number}", who, f"{who}/1", kind, [item], second)])
        assert answer.done, answer
    market.close()
    return path


def papers(folder: Path) -> Path:
    """Issue papers and withdraw one, and return the database."""
    path = folder / "papers.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    issue_papers(market, "H1")
    market.close()
    return path


def evidence(folder: Path) -> Path:
    """Deposit evidence behind the months of a unit, and return the database."""
    path = folder / "evidence.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    deposit_evidence(market, "P1")
    market.close()
    return path


def gases(folder: Path) -> Path:
    """State other gases of a plant, and return the database."""
    path = folder / "gases.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    deposit_evidence(market, "P1")
    state_gases(market, "P1")
    market.close()
    return path


def changes(folder: Path) -> Path:
    """Change, divide, merge and shut entities and units, and return the database."""
    path = folder / "changes.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    change_entities(market)
    market.close()
    return path


def lists(folder: Path) -> Path:
    """Hold a round of the yearly list, and return the database."""
    path = folder / "lists.db"
    clock = SimulatedClock(datetime(2023, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_list_round(market)
    market.close()
    return path


def cities(folder: Path) -> Path:
    """Place an entity in a city, then in another one, and return the database."""
    path = folder / "cities.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    placed = [{"entity": "H1", "city_gb2260": "3701"}, {"entity": "H2", "city_gb2260": "3712"}]
    anew = {"entity": "H2", "city_gb2260": "3701", "ground": "行政区划调整：原莱芜市并入济南市"}
    for number, items in enumerate((placed, [anew])):
        (answer,) = market.execute([Command(f"cities/{number}", "mee", "mee/1", "participants.place_entity", items)])
        assert answer.done, answer
    market.close()
    return path


def allocation(folder: Path) -> Path:
    """Hold a province's round of allocation, and return the database."""
    path = folder / "allocation.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_allocation_round(market)
    market.close()
    return path


def rules(folder: Path) -> Path:
    """Take acts of rule making through their steps, note coverage elsewhere, and return the database."""
    path = folder / "rules.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    make_rules(market)
    market.close()
    return path


def local(folder: Path) -> Path:
    """Move a sector out of a local market, and return its database."""
    path = folder / "local.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), law=Law("beijing"), clock=clock, entropy=seeded_entropy("corpus"))
    move_a_sector(market)
    market.close()
    return path


def holders(folder: Path) -> Path:
    """Take holders of accounts through all their acts, and return their database."""
    path = folder / "holders.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    keep_holders(market, clock)
    market.close()
    return path


def transfers(folder: Path) -> Path:
    """Order, stop, carry out and hold up transfers between holders, and return their database."""
    path = folder / "transfers.db"
    clock = SimulatedClock(datetime(2023, 5, 4, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    order_transfers(market, clock)
    market.close()
    return path


def requests(folder: Path) -> Path:
    """Ask an open session for units, money and a freeze, and return the database."""
    path = folder / "requests.db"
    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    ask_a_session(market)
    market.close()
    return path


def exchange_day(folder: Path) -> Path:
    """Hold the exchange's own day, and return the database."""
    path = folder / "exchange_day.db"
    clock = SimulatedClock(datetime(2026, 11, 30, 1, 0, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_exchange_day(market, clock)
    market.close()
    return path


def auctions(folder: Path) -> Path:
    """Hold one-way auctions and a paid allocation, and return the database."""
    path = folder / "auctions.db"
    clock = SimulatedClock(datetime(2026, 11, 16, 1, 0, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_auctions(market, clock)
    market.close()
    return path


def mrv_round(folder: Path) -> Path:
    """Hold the round of a month: plan, laboratory, record, look, correction; return the database."""
    path = folder / "mrv_round.db"
    clock = SimulatedClock(datetime(2022, 12, 20, 1, 0, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_mrv_round(market, clock)
    market.close()
    return path


def verification(folder: Path) -> Path:
    """Verify a report step by step, with an objection that is upheld, and return the database."""
    path = folder / "verification.db"
    clock = SimulatedClock(datetime(2023, 1, 1, 1, 0, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_verification(market, clock)
    market.close()
    return path


def activity(folder: Path) -> Path:
    """Take a works' year from rows of activity data to the confirmed emission, and return the database."""
    path = folder / "activity.db"
    clock = SimulatedClock(datetime(2024, 1, 1, 1, 0, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_activity(market, clock)
    market.close()
    return path


def clerk_reports(folder: Path) -> Path:
    """Charge trades, book the reserve, report on a large holder and an incident, and return the database."""
    path = folder / "clerk_reports.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    report(market, clock)
    market.close()
    return path


def factors(folder: Path) -> Path:
    """Bring a factor from its proposal to its end; return the database."""
    path = folder / "factors.db"
    clock = SimulatedClock(datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_factor_round(market, clock)
    market.close()
    return path


def compliance(folder: Path) -> Path:
    """Correct an obligation and make a shortfall good; return the database."""
    path = folder / "compliance.db"
    clock = SimulatedClock(datetime(2023, 8, 1, 1, 0, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_compliance(market, clock)
    market.close()
    return path


def corrections(folder: Path) -> Path:
    """Correct confirmed emissions of a plant and of a works; return the database."""
    path = folder / "corrections.db"
    clock = SimulatedClock(datetime(2023, 8, 1, 1, 0, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_corrections(market)
    market.close()
    return path


def voluntary(folder: Path) -> Path:
    """Go the round of a voluntary project; return the database."""
    path = folder / "voluntary.db"
    clock = SimulatedClock(datetime(2026, 1, 4, 1, 0, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_voluntary_round(market, clock)
    market.close()
    return path


def offset(folder: Path) -> Path:
    """Go the whole way of a reduction up to the offset of an obligation; return the database."""
    path = folder / "offset.db"
    clock = SimulatedClock(datetime(2026, 1, 4, 1, 0, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_offset_round(market, clock, folder)
    market.close()
    return path


def cases(folder: Path) -> Path:
    """Walk a breach from its clue to the deduction and the closed file; return the database."""
    path = folder / "cases.db"
    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_cases(market, clock, folder / "sheets")
    market.close()
    return path


def revised(folder: Path) -> Path:
    """Walk files whose decisions are annulled, with persons and false units; return the database."""
    path = folder / "revised.db"
    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_revision(market, clock, folder / "sheets")
    market.close()
    return path


def settlement(folder: Path) -> Path:
    """Hold days of settlement on which not everything goes well, and return the database."""
    path = folder / "settlement.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    hold_settlement_days(market)
    market.close()
    return path


def money(folder: Path) -> Path:
    """Hold days on which money comes and goes, is charged for, and the day is closed; return the database."""
    path = folder / "money.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    days = Days(market)
    enrol(days)
    hold_money_days(days)
    market.close()
    return path


def openings(folder: Path) -> Path:
    """Take an opening with a row of everything over, and return its database."""
    path = folder / "openings.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    second = {"actor": SECOND, "organisation": "mee", "role": "nation"}
    plant = {
        "entity": "V1", "name_zh": "V1", "name_en": "V1", "area_gb2260": "37", "sector_gbt4754": "4411",
        "source": "test",
        "units": [
            {
                "id": "V1-1", "name_zh": "1", "name_en": "1", "fuel": "coal", "technology": "ultra_supercritical",
                "coal_type": "bituminous", "unit_class": "I", "capacity_kw": 660_000, "cooling": "water", "chp": 0,
                "captive": 0, "start_year": 2010, "retired_year": 0, "modelled": "",
            }
        ],
    }  # fmt: skip
    for number, (kind, item) in enumerate(
        [("participants.admit_actor", second), ("participants.register_entity", plant)]
    ):
        (answer,) = market.execute([Command(f"openings/{number}", "mee", FIRST, kind, [item])])
        assert answer.done, answer
    take_over(market, everything("V1", "V1-1", "2021", "CEA21"), folder / "sheets")
    market.close()
    return path


def registry_apart(folder: Path) -> Path:
    """Tell a registry that is apart who may act, and return its database."""
    path = folder / "registry.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"), institution="registry")
    begin = Begin("registry", (FirstActor("mee/1", "mee", "authority"),))
    data = {"actor": "registry/1", "organisation": "registry", "role": "registry", "area_gb2260": "", "entity": ""}
    instruction = {
        "id": "instruction/settle_up/2022/H1", "entity": "H1", "period": "2022", "stage": "settle_up",
        "vintage": "CEA22", "holder": "H1", "amount_t": 1_000,
    }  # fmt: skip
    told = (
        sealed("authority", "registry", 1, 1, "2026-11-21", "participants.actor_admitted/1", data),
        sealed("authority", "registry", 2, 7, "2026-11-22", "allocation.instructed/1", instruction),
    )
    for command in (
        Command.of("begin", "mee", "mee/1", "institutions.begin", begin),
        delivery("authority", "mee/1", "mee", told),
    ):
        (answer,) = market.execute([command])
        assert answer.done, answer
    market.close()
    return path


def acts(folder: Path) -> Path:
    """Do one of every act on holdings, and return the database."""
    path = folder / "acts.db"
    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    do_acts(market, folder / "sheets")
    market.checkpoint()
    market.close()
    return path


def carried(folder: Path) -> Path:
    """Carry tonnes over into a later vintage, and return the database."""
    path = folder / "carried.db"
    clock = SimulatedClock(datetime(2025, 12, 1, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    carry_over(market, clock)
    market.close()
    return path


def succeeded(folder: Path) -> Path:
    """Put a holder in another one's place, and return the database."""
    path = folder / "succeeded.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    succeed(market)
    market.close()
    return path


def recovered(folder: Path) -> Path:
    """Recover what was issued in excess, and return the database."""
    path = folder / "recovered.db"
    clock = SimulatedClock(datetime(2026, 11, 22, tzinfo=UTC))
    market = open_market(str(path), clock=clock, entropy=seeded_entropy("corpus"))
    market.execute(opening())
    recover(market)
    market.close()
    return path


SAMPLES = {
    "cases": cases,
    "revised": revised,
    "acts": acts,
    "carried": carried,
    "succeeded": succeeded,
    "recovered": recovered,
    "registry": registry_apart,
    "allocation": allocation,
    "holders": holders,
    "openings": openings,
    "settlement": settlement,
    "mrv_round": mrv_round,
    "verification": verification,
    "activity": activity,
    "factors": factors,
    "compliance": compliance,
    "corrections": corrections,
    "years": years,
    "voluntary": voluntary,
    "offset": offset,
    "money": money,
    "rules": rules,
    "local": local,
    "year": small_year,
    "chain": chain,
    "ccer": ccer,
    "workload": workload,
    "powers": powers,
    "papers": papers,
    "evidence": evidence,
    "gases": gases,
    "changes": changes,
    "cities": cities,
    "lists": lists,
    "transfers": transfers,
    "requests": requests,
    "exchange_day": exchange_day,
    "auctions": auctions,
    "clerk_reports": clerk_reports,
}


def main() -> int:
    """Write the samples that are named, or all, to a new folder."""
    target = Path(sys.argv[1])
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name:
        for database in (SAMPLES[which](Path(name)) for which in sys.argv[2:] or SAMPLES):
            made = moving.backup(str(database), target / f"{database.stem}.backup", Progress())
            sys.stderr.write(f"{target.name}/{database.stem}.backup: {{root: {made.root}, state: {made.state_hash}}}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
