"""Recurrent networks: cells, wrappers around cells, and their run over time."""
