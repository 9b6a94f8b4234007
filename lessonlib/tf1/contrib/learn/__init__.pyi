"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.contrib.learn import datasets as datasets
from lessonlib.tf1.contrib.learn import io as io
from lessonlib.tf1.contrib.learn.classifiers import DNNClassifier as DNNClassifier
from lessonlib.tf1.contrib.learn.classifiers import LinearClassifier as LinearClassifier
from lessonlib.tf1.contrib.learn.estimator import Estimator as Estimator
from lessonlib.tf1.contrib.learn.estimator import ModeKeys as ModeKeys
from lessonlib.tf1.contrib.learn.estimator import ModelFnOps as ModelFnOps
from lessonlib.tf1.contrib.learn.estimator import SKCompat as SKCompat
from lessonlib.tf1.contrib.learn.estimator import infer_real_valued_columns_from_input as infer_real_valued_columns_from_input
from lessonlib.tf1.contrib.learn.regressors import DNNRegressor as DNNRegressor
from lessonlib.tf1.contrib.learn.regressors import LinearRegressor as LinearRegressor
from lessonlib.tf1.estimator.config import RunConfig as RunConfig
