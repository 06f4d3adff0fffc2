"""Who it is that sits at the page or calls the API: logins, second factor, sessions, keys, single sign-on, looks.

Nothing here is a fact of the market. A login belongs to one natural person and names the actors that person may be;
what an actor may ask is said by `participants` and `application.access`. All tables are operational: they are written
through `engine.aside()`, stay out of the state hash, and an audit does not rebuild them.

Start with `gate.open_gate`, then `sign_in.sign_in`, `sessions.caller_of`, `callers.CallerCache`. Every function
returns what was asked for, or a `Refused` with a stable name and its text in both languages.
"""
