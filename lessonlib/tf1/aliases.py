"""Second names, in tf.math, tf.random, tf.debugging, tf.dtypes and tf.manip, of functions of other rooms."""

from lessonlib.graph import dtypes
from lessonlib.graph.export import tf_export
from lessonlib.graph.ops import array, asserts, host, lookup, math, nn, pieces
from lessonlib.tf1 import scopes

in_top_k = tf_export("math.in_top_k")(lookup.in_top_k)
top_k = tf_export("math.top_k")(lookup.top_k)
log_softmax = tf_export("math.log_softmax")(nn.log_softmax)
sigmoid = tf_export("math.sigmoid")(nn.sigmoid)
softmax = tf_export("math.softmax")(nn.softmax)
softplus = tf_export("math.softplus")(nn.softplus)
softsign = tf_export("math.softsign")(nn.softsign)
tanh = tf_export("math.tanh")(nn.tanh)

reshape = tf_export("manip.reshape")(array.reshape)
tile = tf_export("manip.tile")(pieces.tile)

set_random_seed = tf_export("random.set_random_seed")(scopes.set_random_seed)

assert_ = tf_export("debugging.Assert")(host.assert_)
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
cast = tf_export("dtypes.cast")(math.cast)
DType = tf_export("dtypes.DType")(dtypes.DType)
float16 = tf_export("dtypes.float16", "dtypes.half")(dtypes.float16)
float32 = tf_export("dtypes.float32")(dtypes.float32)
float64 = tf_export("dtypes.float64", "dtypes.double")(dtypes.float64)
int8 = tf_export("dtypes.int8")(dtypes.int8)
int16 = tf_export("dtypes.int16")(dtypes.int16)
int32 = tf_export("dtypes.int32")(dtypes.int32)
int64 = tf_export("dtypes.int64")(dtypes.int64)
uint8 = tf_export("dtypes.uint8")(dtypes.uint8)
bool_ = tf_export("dtypes.bool")(dtypes.bool_)
complex64 = tf_export("dtypes.complex64")(dtypes.complex64)
complex128 = tf_export("dtypes.complex128")(dtypes.complex128)
string = tf_export("dtypes.string")(dtypes.string)
