"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.feature_column.categorical import categorical_column_with_hash_bucket as categorical_column_with_hash_bucket
from lessonlib.tf1.feature_column.categorical import categorical_column_with_identity as categorical_column_with_identity
from lessonlib.tf1.feature_column.categorical import categorical_column_with_vocabulary_file as categorical_column_with_vocabulary_file
from lessonlib.tf1.feature_column.categorical import categorical_column_with_vocabulary_list as categorical_column_with_vocabulary_list
from lessonlib.tf1.feature_column.crossed import crossed_column as crossed_column
from lessonlib.tf1.feature_column.dense import embedding_column as embedding_column
from lessonlib.tf1.feature_column.dense import indicator_column as indicator_column
from lessonlib.tf1.feature_column.models import input_layer as input_layer
from lessonlib.tf1.feature_column.models import linear_model as linear_model
from lessonlib.tf1.feature_column.models import make_parse_example_spec as make_parse_example_spec
from lessonlib.tf1.feature_column.numeric import bucketized_column as bucketized_column
from lessonlib.tf1.feature_column.numeric import numeric_column as numeric_column
from lessonlib.tf1.feature_column.refused import shared_embedding_columns as shared_embedding_columns
from lessonlib.tf1.feature_column.refused import weighted_categorical_column as weighted_categorical_column
