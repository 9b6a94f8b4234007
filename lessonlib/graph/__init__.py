"""The define-then-run engine: a graph of operations, and sessions that run it as PyTorch programs.

Nothing here knows TensorFlow's library, which `lessonlib.tf1` builds on this. Where to look, in reading order:

- What a graph is: `node` (operations and tensors), `graph`, `names`, `shapes`, `dtypes`, `operators`; `place` finds the
  user's line, `errors` has what can go wrong, `types` the names for kinds of arguments.
- How a node is made: `registry` (the op table), `create` (one function for all operations), `literal` (Python
  and NumPy values as constants), `infer` (static shapes).
- The operations: `ops`, a file for each family, `control` for branches and loops, whose bodies are in `branch`;
  `gradients`.
- How a run works: `session`, `fetches`, `values`; `plan` makes the program; `context` holds what kernels get from
  the session; `failure` says where a run failed; `devices`, `threads`.
- What is built from operations: `variables`, `optimizers`, `checkpoint`, `summary`.
- What joins it with the rooms above: `export` (the public names), `defaults` (the default graph and session) and
  `drawing` (who draws a graph).
"""

from lessonlib.graph.create import constant, convert_to_tensor, placeholder
from lessonlib.graph.default_session import InteractiveSession, get_default_session
from lessonlib.graph.gradients import gradients
from lessonlib.graph.graph import Graph, get_default_graph, reset_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.session import Session
from lessonlib.graph.step import Step
from lessonlib.graph.variables import Variable

__all__ = [
    "Graph", "InteractiveSession", "Operation", "Session", "Step", "Tensor", "Variable", "constant",
    "convert_to_tensor", "get_default_graph", "get_default_session", "gradients", "placeholder", "reset_default_graph",
]  # fmt: skip
