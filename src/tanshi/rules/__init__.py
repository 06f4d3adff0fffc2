"""Law as dated, cited data, and the trace of a figure back to it (规则)."""

from tanshi.rules.law import Law, NoTextInForce
from tanshi.rules.parameter import Cited, Parameter
from tanshi.rules.trace import Node

__all__ = ["Cited", "Law", "NoTextInForce", "Node", "Parameter"]
