"""What all classifiers share: probabilities and classes from logits."""

from __future__ import annotations

from torch import Tensor, nn

from lessonlib.models.inference import outputs_of
from lessonlib.models.logits import class_probability, likeliest_class


class Classifier(nn.Module):
    """A model that returns logits: one for each class, or a single one for two classes.

    Train it on the logits: `nn.CrossEntropyLoss` includes the softmax, and `nn.BCEWithLogitsLoss` the logistic
    function. Combined with the logarithm they stay exact where a probability would round to 0 or 1; a second softmax
    in the model would flatten the gradients.
    """

    def probability(self, X: Tensor) -> Tensor:
        """The probability of each class, (n, k), or, with a single logit, of class 1, (n,); dropout is off."""
        return class_probability(outputs_of(self, X))

    def predict(self, X: Tensor) -> Tensor:
        """The most likely class of each row of X, int64 (n,); dropout is off."""
        return likeliest_class(outputs_of(self, X))
