"""Second names, in tf.math, tf.debugging, tf.dtypes and tf.manip, of functions that are defined in other rooms."""

from lessonlib.graph import dtypes
from lessonlib.graph.export import tf_export
from lessonlib.graph.ops import asserts
from lessonlib.graph.ops.array import reshape
from lessonlib.graph.ops.host import assert_
from lessonlib.graph.ops.lookup import in_top_k, top_k
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.nn import log_softmax, sigmoid, softmax, softplus, softsign, tanh
from lessonlib.graph.ops.pieces import tile

tf_export("math.in_top_k")(in_top_k)
tf_export("math.top_k")(top_k)
tf_export("math.log_softmax")(log_softmax)
tf_export("math.sigmoid")(sigmoid)
tf_export("math.softmax")(softmax)
tf_export("math.softplus")(softplus)
tf_export("math.softsign")(softsign)
tf_export("math.tanh")(tanh)

tf_export("manip.reshape")(reshape)
tf_export("manip.tile")(tile)

tf_export("debugging.Assert")(assert_)
assert_equal = tf_export("debugging.assert_equal")(asserts.assert_equal)
assert_none_equal = tf_export("debugging.assert_none_equal")(asserts.assert_none_equal)
assert_less = tf_export("debugging.assert_less")(asserts.assert_less)
assert_less_equal = tf_export("debugging.assert_less_equal")(asserts.assert_less_equal)
assert_greater = tf_export("debugging.assert_greater")(asserts.assert_greater)
assert_greater_equal = tf_export("debugging.assert_greater_equal")(asserts.assert_greater_equal)
assert_positive = tf_export("debugging.assert_positive")(asserts.assert_positive)
assert_negative = tf_export("debugging.assert_negative")(asserts.assert_negative)
assert_non_negative = tf_export("debugging.assert_non_negative")(asserts.assert_non_negative)
assert_non_positive = tf_export("debugging.assert_non_positive")(asserts.assert_non_positive)
assert_rank = tf_export("debugging.assert_rank")(asserts.assert_rank)
assert_rank_at_least = tf_export("debugging.assert_rank_at_least")(asserts.assert_rank_at_least)
assert_type = tf_export("debugging.assert_type")(asserts.assert_type)

as_dtype = tf_export("dtypes.as_dtype")(dtypes.as_dtype)
tf_export("dtypes.cast")(cast)
DType = tf_export("dtypes.DType")(dtypes.DType)
float16 = tf_export("dtypes.float16")(dtypes.float16)
float32 = tf_export("dtypes.float32")(dtypes.float32)
float64 = tf_export("dtypes.float64")(dtypes.float64)
int8 = tf_export("dtypes.int8")(dtypes.int8)
int16 = tf_export("dtypes.int16")(dtypes.int16)
int32 = tf_export("dtypes.int32")(dtypes.int32)
int64 = tf_export("dtypes.int64")(dtypes.int64)
uint8 = tf_export("dtypes.uint8")(dtypes.uint8)
bool_ = tf_export("dtypes.bool")(dtypes.bool_)
complex64 = tf_export("dtypes.complex64")(dtypes.complex64)
complex128 = tf_export("dtypes.complex128")(dtypes.complex128)
string = tf_export("dtypes.string")(dtypes.string)
