"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.estimator import export as export
from lessonlib.tf1.estimator import inputs as inputs
from lessonlib.tf1.estimator.canned import DNNClassifier as DNNClassifier
from lessonlib.tf1.estimator.canned import DNNLinearCombinedClassifier as DNNLinearCombinedClassifier
from lessonlib.tf1.estimator.canned import DNNLinearCombinedRegressor as DNNLinearCombinedRegressor
from lessonlib.tf1.estimator.canned import DNNRegressor as DNNRegressor
from lessonlib.tf1.estimator.canned import LinearClassifier as LinearClassifier
from lessonlib.tf1.estimator.canned import LinearRegressor as LinearRegressor
from lessonlib.tf1.estimator.config import RunConfig as RunConfig
from lessonlib.tf1.estimator.estimator import Estimator as Estimator
from lessonlib.tf1.estimator.refused import BoostedTreesClassifier as BoostedTreesClassifier
from lessonlib.tf1.estimator.refused import BoostedTreesRegressor as BoostedTreesRegressor
from lessonlib.tf1.estimator.specification import EstimatorSpec as EstimatorSpec
from lessonlib.tf1.estimator.specification import ModeKeys as ModeKeys
from lessonlib.tf1.estimator.together import EvalSpec as EvalSpec
from lessonlib.tf1.estimator.together import TrainSpec as TrainSpec
from lessonlib.tf1.estimator.together import train_and_evaluate as train_and_evaluate
