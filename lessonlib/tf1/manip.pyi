"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.aliases import reshape as reshape
from lessonlib.tf1.aliases import tile as tile
from lessonlib.tf1.array.blocks import batch_to_space_nd as batch_to_space_nd
from lessonlib.tf1.array.blocks import space_to_batch_nd as space_to_batch_nd
from lessonlib.tf1.array.gathering import gather_nd as gather_nd
from lessonlib.tf1.array.order import reverse as reverse
from lessonlib.tf1.array.order import roll as roll
from lessonlib.tf1.array.scattering import scatter_nd as scatter_nd
