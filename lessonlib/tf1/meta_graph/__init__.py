"""A graph as a JSON file, and back: what carries a model from one program to another without its Python code."""
