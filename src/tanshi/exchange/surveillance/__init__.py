"""Surveillance of trading (异常交易监控): what in a session's record should be looked at by a person, and why."""
