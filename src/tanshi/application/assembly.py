"""All systems on one database: tables, fact types, commands."""

from __future__ import annotations

from typing import Any

from tanshi.allocation import borrowing, correction, deduction, instruction, objection, relief, relief_commands
from tanshi.allocation import commands as allocation_commands
from tanshi.allocation import events as allocation_events
from tanshi.allocation import round as allocation_round
from tanshi.allocation import tables as allocation_tables
from tanshi.application import attempts, places, proposals
from tanshi.application.documents import commands as documents_commands
from tanshi.application.documents import events as documents_events
from tanshi.application.documents import tables as documents_tables
from tanshi.application.documents.proof_code import proof_code
from tanshi.application.forms import tables as forms_tables
from tanshi.application.identity import tables as identity_tables
from tanshi.application.institutions import commands as institutions_commands
from tanshi.application.institutions import events as institutions_events
from tanshi.application.institutions import tables as institutions_tables
from tanshi.application.institutions.bodies import AUTHORITY, EXCHANGE, REGISTRY, VOLUNTARY
from tanshi.application.institutions.checks import ToldAccounts, ToldBooks, ToldDeductions, ToldInstructions, checked
from tanshi.application.institutions.offsets_told import ToldCancellations, ToldRooms
from tanshi.application.opening import commands as opening_commands
from tanshi.application.opening import events as opening_events
from tanshi.application.opening import tables as opening_tables
from tanshi.application.work import tables as work_tables
from tanshi.compliance import commands as compliance_commands
from tanshi.compliance import events as compliance_events
from tanshi.compliance import filed_offsets as compliance_filed
from tanshi.compliance import offsets as compliance_offsets
from tanshi.compliance import reversal as compliance_reversal
from tanshi.compliance import steps as compliance_steps
from tanshi.compliance import tables as compliance_tables
from tanshi.compliance.carryover import CarryOverLimits
from tanshi.compliance.correction import ObligationCorrections
from tanshi.exchange import announcements as exchange_announcements
from tanshi.exchange import checklists as exchange_checklists
from tanshi.exchange import commands as exchange_commands
from tanshi.exchange import error_trades as exchange_error_trades
from tanshi.exchange import events as exchange_events
from tanshi.exchange import incidents as exchange_incidents
from tanshi.exchange import interruptions as exchange_interruptions
from tanshi.exchange import large_holders as exchange_large_holders
from tanshi.exchange import ownership as exchange_ownership
from tanshi.exchange import participant_tables as exchange_participant_tables
from tanshi.exchange import participants as exchange_participants
from tanshi.exchange import requests as exchange_requests
from tanshi.exchange import risk_reserve as exchange_risk_reserve
from tanshi.exchange import tables as exchange_tables
from tanshi.exchange import warnings as exchange_warnings
from tanshi.exchange.gateway import sent as exchange_sent
from tanshi.exchange.one_way import acts as exchange_auctions
from tanshi.exchange.one_way.registry_side import RegistryRows
from tanshi.exchange.surveillance import alerts as exchange_alerts
from tanshi.journal import run as journal_run
from tanshi.journal import schema as journal_schema
from tanshi.journal.command import Handler
from tanshi.journal.fact import FactTypes
from tanshi.journal.table import Row
from tanshi.mrv import confirmed as mrv_confirmed
from tanshi.mrv import events as mrv_events
from tanshi.mrv import evidence as mrv_evidence
from tanshi.mrv import gases as mrv_gases
from tanshi.mrv import round as mrv_round
from tanshi.mrv import tables as mrv_tables
from tanshi.participants import changes as participants_changes
from tanshi.participants import cities as participants_cities
from tanshi.participants import coverage as participants_coverage
from tanshi.participants import events as participants_events
from tanshi.participants import founding as participants_founding
from tanshi.participants import listing as participants_listing
from tanshi.participants import powers as participants_powers
from tanshi.participants import tables as participants_tables
from tanshi.registry import (
    carryover,
    failure,
    holders,
    money_operations,
    money_tables,
    products,
    recovery,
    settlement_objection,
    transfer,
    transfer_events,
    transfer_tables,
    void_trades,
)
from tanshi.registry import commands as registry_commands
from tanshi.registry import events as registry_events
from tanshi.registry import operations as registry_operations
from tanshi.registry import tables as registry_tables
from tanshi.rulemaking import commands as rulemaking_commands
from tanshi.rulemaking import events as rulemaking_events
from tanshi.rulemaking import tables as rulemaking_tables
from tanshi.rulemaking.factors import commands as factor_commands
from tanshi.rulemaking.factors import events as factor_events
from tanshi.rulemaking.factors import tables as factor_tables
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law
from tanshi.supervision import cases as supervision_cases
from tanshi.supervision import steps as supervision_steps
from tanshi.voluntary import market as voluntary_market

#: What follows from facts, and is compared by an audit.
PROJECTED: tuple[type[Row], ...] = (
    *journal_schema.PROJECTED,
    *participants_tables.TABLES,
    *rulemaking_tables.TABLES,
    *factor_tables.TABLES,
    *mrv_tables.TABLES,
    *mrv_round.TABLES,
    *allocation_tables.TABLES,
    *registry_tables.TABLES,
    *registry_operations.TABLES,
    *transfer_tables.TABLES,
    *money_tables.TABLES,
    *void_trades.TABLES,
    *exchange_tables.TABLES,
    *exchange_requests.TABLES,
    *exchange_participant_tables.TABLES,
    *exchange_interruptions.TABLES,
    *exchange_warnings.TABLES,
    *exchange_error_trades.TABLES,
    *exchange_auctions.TABLES,
    *exchange_alerts.TABLES,
    *exchange_incidents.TABLES,
    *exchange_large_holders.TABLES,
    *exchange_risk_reserve.TABLES,
    *compliance_tables.TABLES,
    *compliance_reversal.TABLES,
    *compliance_offsets.TABLES,
    *compliance_steps.TABLES,
    *documents_tables.TABLES,
    *opening_tables.TABLES,
    *institutions_tables.TABLES,
    *voluntary_market.TABLES,
    *supervision_cases.TABLES,
)

#: What is not of the market: logins, drafts, reminders, comments. Not facts, not in the state hash, not rebuilt.
OPERATIONAL: tuple[type[Row], ...] = (
    *identity_tables.TABLES,
    *proposals.TABLES,
    *attempts.TABLES,
    *forms_tables.TABLES,
    *work_tables.TABLES,
    *places.TABLES,
    *exchange_ownership.TABLES,
    *exchange_sent.TABLES,
)

TABLES: tuple[type[Row], ...] = tuple(dict.fromkeys((*journal_schema.TABLES, *PROJECTED, *OPERATIONAL)))


def fact_types() -> FactTypes:
    """Return all fact types of all systems."""
    return FactTypes(
        [
            *journal_run.FACTS,
            *participants_events.FACTS,
            *rulemaking_events.FACTS,
            *factor_events.FACTS,
            *mrv_events.FACTS,
            *mrv_gases.FACTS,
            *mrv_round.FACTS,
            *allocation_events.FACTS,
            *borrowing.FACTS,
            *relief.FACTS,
            *deduction.FACTS,
            *instruction.FACTS,
            *objection.FACTS,
            *correction.FACTS,
            *allocation_round.FACTS,
            *registry_events.FACTS,
            *products.FACTS,
            *holders.FACTS,
            *registry_operations.FACTS,
            *transfer_events.FACTS,
            *failure.FACTS,
            *settlement_objection.FACTS,
            *money_operations.FACTS,
            *void_trades.FACTS,
            *exchange_events.FACTS,
            *exchange_requests.FACTS,
            *exchange_participants.FACTS,
            *exchange_announcements.FACTS,
            *exchange_checklists.FACTS,
            *exchange_interruptions.FACTS,
            *exchange_warnings.FACTS,
            *exchange_error_trades.FACTS,
            *exchange_auctions.FACTS,
            *exchange_alerts.FACTS,
            *exchange_incidents.FACTS,
            *exchange_large_holders.FACTS,
            *exchange_risk_reserve.FACTS,
            *compliance_events.FACTS,
            *compliance_reversal.FACTS,
            *compliance_offsets.FACTS,
            *compliance_filed.FACTS,
            *documents_events.FACTS,
            *opening_events.FACTS,
            *institutions_events.FACTS,
            *voluntary_market.FACTS,
            *supervision_cases.FACTS,
        ],
        {**products.UPCASTERS, **money_operations.UPCASTERS, **voluntary_market.UPCASTERS, **mrv_round.UPCASTERS},
    )


def handlers(law: Law, institution: str = "") -> list[Handler[Any]]:
    """Return the handlers of all commands, judging under a law.

    `institution`: whose books these are, apart from the others': what the others told is checked. "": all share them.
    """
    every = _handlers(law, institution)
    return checked(institution, every) if institution else every


def _handlers(law: Law, institution: str) -> list[Handler[Any]]:
    instructions = ToldInstructions() if institution == REGISTRY else instruction.Instructions()
    deductions = ToldDeductions() if institution == REGISTRY else deduction.Deductions()
    accounts = ToldAccounts() if institution == EXCHANGE else exchange_participants.RegistryAccounts()
    books = ToldBooks() if institution == EXCHANGE else RegistryRows()
    rooms = ToldRooms() if institution == VOLUNTARY else compliance_offsets.RoomsHere()
    cancelled = ToldCancellations() if institution == AUTHORITY else compliance_offsets.CancelledHere()
    return [
        *journal_run.HANDLERS,
        *participants_founding.FoundingCommands(law).handlers(),
        *participants_founding.HANDLERS,
        *participants_coverage.HANDLERS,
        *participants_changes.HANDLERS,
        *participants_cities.HANDLERS,
        *participants_listing.ListingCommands(law, LawBook(law), mrv_confirmed.ConfirmedEmissions()).handlers(),
        *participants_powers.HANDLERS,
        *rulemaking_commands.RulemakingCommands(law).handlers(),
        *factor_commands.FactorCommands(law).handlers(),
        *mrv_gases.GasCommands(law).handlers(),
        *mrv_evidence.HANDLERS,
        *mrv_round.handlers(law, supervision_steps.is_decided),
        *allocation_commands.AllocationCommands(law).handlers(),
        *borrowing.BorrowingCommands(law).handlers(),
        *relief_commands.ReliefCommands(law).handlers(),
        *deduction.DeductionCommands(law).handlers(),
        *instruction.InstructionCommands(law).handlers(),
        *objection.ObjectionCommands(law).handlers(),
        *correction.CorrectionCommands(law).handlers(),
        *allocation_round.RoundCommands(law).handlers(),
        *registry_commands.HANDLERS,
        *registry_operations.handlers(law, proof_code),
        *carryover.CarryOverCommands(CarryOverLimits(law)).handlers(),
        *registry_commands.BookCommands(law).handlers(),
        *holders.handlers(law, compliance_commands.open_obligation),
        *registry_commands.IssuingCommands(instructions).handlers(),
        *recovery.RecoveryCommands(law, instructions, deductions).handlers(),
        *transfer.TransferCommands(law).handlers(),
        *failure.FailureCommands(law).handlers(),
        *settlement_objection.SettlementObjectionCommands(law).handlers(),
        *money_operations.handlers(law),
        *exchange_commands.SessionCommands(law).handlers(),
        *exchange_requests.HANDLERS,
        *exchange_participants.ParticipantCommands(law, accounts).handlers(),
        *exchange_announcements.AnnouncementCommands(law).handlers(),
        *exchange_checklists.CheckCommands(law).handlers(),
        *exchange_interruptions.InterruptionCommands(law).handlers(),
        *exchange_warnings.WarningCommands(law).handlers(),
        *exchange_error_trades.HANDLERS,
        *exchange_auctions.handlers(law, books, accounts),
        *exchange_alerts.AlertCommands(law).handlers(),
        *exchange_incidents.IncidentCommands(law).handlers(),
        *exchange_large_holders.LargeHolderCommands(law).handlers(),
        *exchange_risk_reserve.ReserveCommands(law).handlers(),
        *compliance_commands.ComplianceCommands(law).handlers(),
        *compliance_reversal.HANDLERS,
        *compliance_offsets.OffsetCommands(law, cancelled).handlers(),
        *compliance_filed.FiledCommands(law).handlers(),
        *ObligationCorrections(law).handlers(),
        *documents_commands.HANDLERS,
        *opening_commands.OpeningCommands(law).handlers(),
        *institutions_commands.InstitutionCommands(institution).handlers(),
        *voluntary_market.handlers(law, proof_code, rooms),
        *supervision_cases.handlers(law, apart=institution == AUTHORITY),
    ]
