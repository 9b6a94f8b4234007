"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.aliases import DType as DType
from lessonlib.tf1.aliases import as_dtype as as_dtype
from lessonlib.tf1.aliases import bool_ as bool
from lessonlib.tf1.aliases import cast as cast
from lessonlib.tf1.aliases import complex128 as complex128
from lessonlib.tf1.aliases import complex64 as complex64
from lessonlib.tf1.aliases import float16 as float16
from lessonlib.tf1.aliases import float16 as half
from lessonlib.tf1.aliases import float32 as float32
from lessonlib.tf1.aliases import float64 as double
from lessonlib.tf1.aliases import float64 as float64
from lessonlib.tf1.aliases import int16 as int16
from lessonlib.tf1.aliases import int32 as int32
from lessonlib.tf1.aliases import int64 as int64
from lessonlib.tf1.aliases import int8 as int8
from lessonlib.tf1.aliases import string as string
from lessonlib.tf1.aliases import uint8 as uint8
from lessonlib.tf1.array.bits import saturate_cast as saturate_cast
from lessonlib.tf1.math.complex import complex_ as complex
