"""Monitoring, reporting, verification (监测、报告、核查): from the monthly record to the confirmed emission."""
