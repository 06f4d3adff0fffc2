"""A made session as a sealed segment."""

from tools.surveillance_made import made

from tanshi.exchange.segments.layout import Header, encode_lot, seed_of


def segment(seed, abuse=""):
    """Return the bytes of a made session's segment, each message a lot."""
    found = made(seed, abuse).played
    header = Header(found.opening.encode(), "00" * 32, "1", 1).encode()
    lots = [
        encode_lot(seed_of(header), 1, n + 1, int(time_ns), found.messages[n : n + 1].tobytes())
        for n, time_ns in enumerate(found.times_ns)
    ]
    return header + b"".join(lots)
