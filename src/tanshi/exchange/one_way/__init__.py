"""One-way auctions (单向竞价) in the exchange's books: applied for, announced, bid in, settled; paid allocation."""
