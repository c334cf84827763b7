"""An outside statement of the Bot API, from aiogram's models: what a call and a result may be.

Both functions return complaints, none when all is well. The models take unknown fields in
silence, so each key is compared with the fields a model has.
"""

from __future__ import annotations

import functools
import json
from typing import Any

from aiogram import methods, types
from aiogram.methods.base import TelegramMethod
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from bot.rehearsal.params import Upload

_METHODS: dict[str, type[TelegramMethod[Any]]] = {
    method.__api_method__.lower(): method
    for method in vars(methods).values()
    if isinstance(method, type)
    and issubclass(method, TelegramMethod)
    and method is not TelegramMethod
}


@functools.cache
def _holder(annotation: Any) -> type[BaseModel]:
    # A model of one field, since only a model may be told to take aiogram's own classes.
    config = ConfigDict(arbitrary_types_allowed=True)
    return create_model("Holder", __config__=config, value=(annotation, ...))


def _validated(annotation: Any, value: Any) -> Any:
    return getattr(_holder(annotation)(value=value), "value")  # noqa: B009  (mypy sees no field)


@functools.cache
def _names(model: type[BaseModel]) -> dict[str, str]:
    """Return each field's attribute by its name on the wire."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


def complaints_about_call(method: str, params: dict[str, Any]) -> list[str]:
    """Say what is unknown, missing or ill-typed in a call's parameters."""
    model = _METHODS[method.lower()]
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    # Parts of a multipart body that an attach:// names are no parameters.
    text = json.dumps({n: v for n, v in params.items() if not isinstance(v, Upload)})
    attached = {name for name in params if f"attach://{name}" in text}
    complaints = [f"{n}: unknown" for n in params if n not in fields and n not in attached]
    complaints += [
        f"{name}: missing"
        for name, field in fields.items()
        if field.is_required() and name not in params
    ]
    for name, value in params.items():
        if name in fields:
            complaints += _about_value(name, fields[name].annotation, value)
    return complaints


def _about_value(name: str, annotation: Any, value: Any) -> list[str]:
    if isinstance(value, Upload):
        value = types.BufferedInputFile(value.data, value.name)
    try:
        return _unknown_keys(name, value, _validated(annotation, value))
    except ValidationError as error:
        problem = f"{name}: {error.errors()[0]['msg']}"
    if not isinstance(value, str):
        return [problem]
    try:
        return _about_value(name, annotation, _decoded(value))
    except ValueError:
        return [problem]


def _decoded(text: str) -> Any:
    value = json.loads(text)
    if isinstance(value, str):
        raise ValueError("a text within a text")  # noqa: TRY004  (treated as undecodable)
    return value


def complaints_about_answer(method: str, result: Any) -> list[str]:
    """Say what is unknown, missing or ill-typed in a method's result."""
    model = _METHODS[method.lower()]
    try:
        validated = _validated(model.__returning__, result)
    except ValidationError as error:
        return [f"answer {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    return _unknown_keys("answer", result, validated)


def _unknown_keys(place: str, raw: Any, validated: Any) -> list[str]:
    if isinstance(raw, list) and isinstance(validated, list):
        pairs = zip(raw, validated, strict=True)
        return [
            complaint
            for number, (one, valid) in enumerate(pairs)
            for complaint in _unknown_keys(f"{place}[{number}]", one, valid)
        ]
    if not isinstance(raw, dict) or not isinstance(validated, BaseModel):
        return []
    names = _names(type(validated))
    complaints = [f"{place}.{key}: unknown" for key in raw if key not in names]
    for key, value in raw.items():
        if key in names:
            complaints += _unknown_keys(f"{place}.{key}", value, getattr(validated, names[key]))
    return complaints
