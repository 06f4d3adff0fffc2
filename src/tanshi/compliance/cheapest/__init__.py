"""The cheapest way to fulfil an obligation (最低成本履约): what to use, buy, borrow, save, sell."""
