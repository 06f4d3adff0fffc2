"""Simulation (模拟): scenarios and agents on the production code under a simulated clock, seeded workload, fault
injection.
"""
