"""What the registry answers about transfers between holders."""

from __future__ import annotations

from tanshi.core.outcome import Outcome


class TransferOutcome(Outcome):
    """Outcomes, in the order in which they are checked; what moves is then checked as every movement is."""

    UNKNOWN_TRANSFER_GROUND = "registry.unknown_transfer_ground"
    TRANSFER_PAPER_MISSING = "registry.transfer_paper_missing"
    TRANSFER_TO_ONESELF = "registry.transfer_to_oneself"
    RECEIVER_NOT_FOUND = "registry.receiver_not_found"
    TRANSFER_REASON_MISSING = "registry.transfer_reason_missing"
    ORDER_NOT_FOUND = "registry.order_not_found"
    ORDER_ENDED = "registry.order_ended"
    ORDER_FROZEN = "registry.order_frozen"
    ORDER_NOT_FROZEN = "registry.order_not_frozen"
    ORDER_NOT_DUE = "registry.order_not_due"
    ORDER_HELD_UP = "registry.order_held_up"
    ALREADY_TRUSTED = "registry.already_trusted"
    NOT_TRUSTED = "registry.not_trusted"
