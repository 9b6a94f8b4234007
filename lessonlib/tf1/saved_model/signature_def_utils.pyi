"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.saved_model.signatures import build_signature_def as build_signature_def
from lessonlib.tf1.saved_model.signatures import classification_signature_def as classification_signature_def
from lessonlib.tf1.saved_model.signatures import predict_signature_def as predict_signature_def
from lessonlib.tf1.saved_model.signatures import regression_signature_def as regression_signature_def
