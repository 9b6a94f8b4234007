"""The service as a FastAPI application: what it answers, and to which requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException as AnyHTTPException

from lessonlib.serving.body_limit import BodyLimit
from lessonlib.serving.errors import ServingError
from lessonlib.serving.exported import Exported
from lessonlib.serving.question import Question, Rules


class Answer(BaseModel):
    """classes: the most likely class of each row. probabilities: of each class, in the order in which `GET /` lists
    them.
    """

    version: str
    classes: list[str]
    probabilities: list[list[float]]


def make_app(exported: Exported, max_rows: int) -> FastAPI:
    """The application that answers requests with one model.

    `GET /health`: that it is alive, and the version of its model. `GET /`: what it expects. `POST /predict`: the
    classes and probabilities of 1 to `max_rows` rows. `detail` says what is wrong with a request: status 422 for
    rows that the model cannot take, 413 for a body that is too long.
    """
    rules = Rules(exported.signature, max_rows)
    # No /docs: that page of FastAPI loads its parts from the internet. /openapi.json is available.
    app = FastAPI(
        title=f"lessonlib: {exported.signature.model}",
        version=exported.version,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(BodyLimit, most=rules.max_bytes, message=rules.how_to_ask)
    # A web site whose name resolves to 127.0.0.1 must not read answers in somebody's browser (DNS rebinding).
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    app.add_exception_handler(RequestValidationError, _not_valid(rules))
    app.add_exception_handler(AnyHTTPException, _not_answered(rules))

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok", "version": exported.version}

    @app.get("/")
    def expects() -> dict[str, Any]:
        return _description(exported, rules)

    def predict(question: Question) -> Answer:
        return _answer(exported, question)

    # The type of the request is made for this model, so it cannot stand in the signature above.
    predict.__annotations__ = {"question": rules.question_type(), "return": Answer}
    app.post("/predict")(predict)
    return app


def _description(exported: Exported, rules: Rules) -> dict[str, Any]:
    signature = exported.signature
    return {
        "model": signature.model,
        "version": exported.version,
        "input_shape": signature.input_shape,
        "classes": signature.class_names,
        "max_rows": rules.max_rows,
        "max_bytes": rules.max_bytes,
        "how_to_ask": rules.how_to_ask,
    }


def _answer(exported: Exported, question: Question) -> Answer:
    try:
        probability = exported.probability(torch.tensor(question.rows, dtype=torch.float32))
    except ServingError as error:
        wrong = (
            "From these rows the model computes NaN or infinity: send numbers like those it was trained with"
        )
        raise HTTPException(422, wrong) from error
    names = exported.signature.class_names
    return Answer(
        version=exported.version,
        classes=[names[k] for k in probability.argmax(dim=1).tolist()],
        probabilities=probability.tolist(),
    )


def _not_valid(rules: Rules) -> Callable[[Request, Exception], JSONResponse]:
    def handler(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return JSONResponse({"detail": rules.in_words(error.errors()[0], error.body)}, 422)

    return handler


def _not_answered(rules: Rules) -> Callable[[Request, Exception], JSONResponse]:
    def handler(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, AnyHTTPException)
        asked = f"{request.method} {request.url.path}: {error.detail}"
        return JSONResponse({"detail": f"{asked}. {rules.how_to_ask}"}, error.status_code, error.headers)

    return handler
