"""The words that saved models use: tags, keys of signatures, and methods of servers."""

from lessonlib.graph.export import tf_export


def _constant(place: str, name: str, value: str) -> str:
    return tf_export(f"saved_model.{place}.{name}", f"saved_model.{name}")(value)


SERVING = _constant("tag_constants", "SERVING", "serve")
TRAINING = _constant("tag_constants", "TRAINING", "train")
GPU = _constant("tag_constants", "GPU", "gpu")
TPU = _constant("tag_constants", "TPU", "tpu")

DEFAULT_SERVING_SIGNATURE_DEF_KEY = _constant(
    "signature_constants", "DEFAULT_SERVING_SIGNATURE_DEF_KEY", "serving_default"
)
CLASSIFY_INPUTS = _constant("signature_constants", "CLASSIFY_INPUTS", "inputs")
CLASSIFY_METHOD_NAME = _constant("signature_constants", "CLASSIFY_METHOD_NAME", "tensorflow/serving/classify")
CLASSIFY_OUTPUT_CLASSES = _constant("signature_constants", "CLASSIFY_OUTPUT_CLASSES", "classes")
CLASSIFY_OUTPUT_SCORES = _constant("signature_constants", "CLASSIFY_OUTPUT_SCORES", "scores")
PREDICT_INPUTS = _constant("signature_constants", "PREDICT_INPUTS", "inputs")
PREDICT_METHOD_NAME = _constant("signature_constants", "PREDICT_METHOD_NAME", "tensorflow/serving/predict")
PREDICT_OUTPUTS = _constant("signature_constants", "PREDICT_OUTPUTS", "outputs")
REGRESS_INPUTS = _constant("signature_constants", "REGRESS_INPUTS", "inputs")
REGRESS_METHOD_NAME = _constant("signature_constants", "REGRESS_METHOD_NAME", "tensorflow/serving/regress")
REGRESS_OUTPUTS = _constant("signature_constants", "REGRESS_OUTPUTS", "outputs")
