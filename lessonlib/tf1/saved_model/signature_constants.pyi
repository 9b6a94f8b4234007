"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.saved_model.constants import CLASSIFY_INPUTS as CLASSIFY_INPUTS
from lessonlib.tf1.saved_model.constants import CLASSIFY_METHOD_NAME as CLASSIFY_METHOD_NAME
from lessonlib.tf1.saved_model.constants import CLASSIFY_OUTPUT_CLASSES as CLASSIFY_OUTPUT_CLASSES
from lessonlib.tf1.saved_model.constants import CLASSIFY_OUTPUT_SCORES as CLASSIFY_OUTPUT_SCORES
from lessonlib.tf1.saved_model.constants import DEFAULT_SERVING_SIGNATURE_DEF_KEY as DEFAULT_SERVING_SIGNATURE_DEF_KEY
from lessonlib.tf1.saved_model.constants import PREDICT_INPUTS as PREDICT_INPUTS
from lessonlib.tf1.saved_model.constants import PREDICT_METHOD_NAME as PREDICT_METHOD_NAME
from lessonlib.tf1.saved_model.constants import PREDICT_OUTPUTS as PREDICT_OUTPUTS
from lessonlib.tf1.saved_model.constants import REGRESS_INPUTS as REGRESS_INPUTS
from lessonlib.tf1.saved_model.constants import REGRESS_METHOD_NAME as REGRESS_METHOD_NAME
from lessonlib.tf1.saved_model.constants import REGRESS_OUTPUTS as REGRESS_OUTPUTS
