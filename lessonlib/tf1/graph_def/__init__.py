"""Graphs that TensorFlow wrote: GraphDef messages and meta graphs, read as operations of the engine.

Read in this order: ``attributes`` (values in a message), ``operations`` and ``training`` (what each of TensorFlow's
operation types becomes), ``importer`` (a whole graph), ``meta`` (its variables and collections).
"""
