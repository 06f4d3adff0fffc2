"""`tanshi registry transfer …`: its commands and their options; the work is in `transfer` and `asking`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from tanshi.cli.options import Actor, CommandId, Db, DryRun, Json, Second, Server

transfer_app = typer.Typer(
    help="Transfers to other holders: ordered by two, due after a while, stopped by one; whom a holder trusts.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Order = Annotated[str, typer.Argument(metavar="ORDER", help="An order's number, e.g. H1/T1.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is shown to everybody concerned.")]
Holder = Annotated[str, typer.Argument(metavar="HOLDER", help="Whose account.")]
Receiver = Annotated[str, typer.Argument(metavar="RECEIVER", help="The other holder.")]


@transfer_app.command("list", epilog="Example: tanshi registry transfer list H1 --db market.db")
def list_(
    holder: Annotated[str, typer.Argument(metavar="[HOLDER]", help="Orders of this holder or to it; else all.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Those that ended as well.")] = False,
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Print the orders of transfer that are open, with the moment each is due."""
    from tanshi.cli.registry.transfer import run_orders

    raise typer.Exit(run_orders(db, holder, every, as_json))


@transfer_app.command("trusted", epilog="Example: tanshi registry transfer trusted H1 --db market.db")
def trusted(
    holder: Annotated[str, typer.Argument(metavar="[HOLDER]", help="Whose list; else everybody's.")] = "",
    db: Db = "tanshi.db",
    as_json: Json = False,
) -> None:
    """Print the accounts holders trust, and from when on."""
    from tanshi.cli.registry.transfer import run_trusted

    raise typer.Exit(run_trusted(db, holder, as_json))


@transfer_app.command(
    "order",
    epilog="Example: tanshi registry transfer order H1 H2 CEA22 300 --ground within_group --as H1/1 --second H1/2",
)
def order(
    holder: Holder,
    receiver: Receiver,
    instrument: Annotated[str, typer.Argument(metavar="PRODUCT", help="What, e.g. CEA22.")],
    amount_t: Annotated[int, typer.Argument(metavar="TONNES", help="How much.")],
    ground: Annotated[str, typer.Option("--ground", help="Ground of the transfer (registry.transfer_grounds).")],
    reference: Annotated[str, typer.Option("--reference", help="The paper, where the ground asks for one.")] = "",
    server: Server = "",
    db: Db = "tanshi.db",
    by: Actor = "",
    second: Second = "",
    id: CommandId = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Order a transfer to another holder: its units are reserved, and it waits before it is carried out."""
    item = {
        "holder": holder, "receiver": receiver, "instrument": instrument, "amount_t": amount_t, "ground": ground,
        "reference": reference,
    }  # fmt: skip
    _ask("order_transfer", item, server, db, by, second, id, dry_run, as_json)


@transfer_app.command("cancel", epilog="Example: tanshi registry transfer cancel H1/T1 --reason typo --as H1/1")
def cancel(
    order: Order, reason: Reason, server: Server = "", db: Db = "tanshi.db", by: Actor = "", id: CommandId = "",
    dry_run: DryRun = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Cancel an order that was not carried out; its units are free again."""
    _ask("cancel_transfer", {"transfer": order, "reason": reason}, server, db, by, "", id, dry_run, as_json)


@transfer_app.command("freeze", epilog="Example: tanshi registry transfer freeze H1/T1 --reason doubt --as H1/2")
def freeze(
    order: Order, reason: Reason, server: Server = "", db: Db = "tanshi.db", by: Actor = "", id: CommandId = "",
    dry_run: DryRun = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Stop an order at once; only two of the registry lift that."""
    _ask("freeze_transfer", {"transfer": order, "reason": reason}, server, db, by, "", id, dry_run, as_json)


@transfer_app.command("release", epilog="Example: tanshi registry transfer release H1/T1 --reason checked …")
def release(
    order: Order, reason: Reason, server: Server = "", db: Db = "tanshi.db", by: Actor = "", second: Second = "",
    id: CommandId = "", dry_run: DryRun = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Lift the freeze of an order; its waiting time begins anew."""
    _ask("release_transfer", {"transfer": order, "reason": reason}, server, db, by, second, id, dry_run, as_json)


@transfer_app.command("carry-out", epilog="Example: tanshi registry transfer carry-out --as registry/1")
def carry_out(
    order: Annotated[str, typer.Argument(metavar="[ORDER]", help="An order; without it all that are due.")] = "",
    server: Server = "", db: Db = "tanshi.db", by: Actor = "", id: CommandId = "", dry_run: DryRun = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Carry out an order that is due, or every one in a database that is; what stands in the way is recorded."""
    if order or server:
        _ask("carry_out_transfer", {"transfer": order}, server, db, by, "", id, dry_run, as_json)
    from tanshi.cli.asking import Asking
    from tanshi.cli.registry.transfer import carry_out_due

    raise typer.Exit(carry_out_due(Asking("", db, by, "", "", dry_run, as_json)))


@transfer_app.command("trust", epilog="Example: tanshi registry transfer trust H1 H2 --reason 'same group' …")
def trust(
    holder: Holder, receiver: Receiver, reason: Reason, server: Server = "", db: Db = "tanshi.db", by: Actor = "",
    second: Second = "", id: CommandId = "", dry_run: DryRun = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Put an account on a holder's trusted list; it counts after a while."""
    item = {"holder": holder, "receiver": receiver, "reason": reason}
    _ask("trust_account", item, server, db, by, second, id, dry_run, as_json)


@transfer_app.command("distrust", epilog="Example: tanshi registry transfer distrust H1 H2 --as H1/1 --db market.db")
def distrust(
    holder: Holder, receiver: Receiver, server: Server = "", db: Db = "tanshi.db", by: Actor = "", id: CommandId = "",
    dry_run: DryRun = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Take an account off a holder's trusted list, at once for orders from then on."""
    _ask("distrust_account", {"holder": holder, "receiver": receiver}, server, db, by, "", id, dry_run, as_json)


def _ask(
    word: str,
    item: Mapping[str, object],
    server: str,
    db: str,
    by: str,
    second: str,
    id: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    from tanshi.cli.asking import Asking, ask

    raise typer.Exit(ask(Asking(server, db, by, second, id, dry_run, as_json), f"registry.{word}", item))
