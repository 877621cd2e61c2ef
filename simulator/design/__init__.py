"""The design: what a user draws and writes, read, checked and frozen before anything runs."""

from simulator.design.component import Component, Metric
from simulator.design.connections import Connection, connection, matrix
from simulator.design.document import VERSION, Design, Position
from simulator.design.edges import EDGE_KINDS, Edge
from simulator.design.problems import Problem
from simulator.design.reading import read
from simulator.design.registry import Registry
from simulator.design.run import RunSettings

__all__ = [
    "EDGE_KINDS",
    "VERSION",
    "Component",
    "Connection",
    "Design",
    "Edge",
    "Metric",
    "Position",
    "Problem",
    "Registry",
    "RunSettings",
    "connection",
    "matrix",
    "read",
]
