"""The JSON Schema of a platform's plan, for editors and other programs: docs/schema/plan.schema.json."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from actors.ledger.parameter import Parameter
from actors.modules.instances.plan import NAME_MAX, TITLE_MAX
from actors.modules.instances.stages import Stage
from cluster.platform.modules import is_time, modules, parameters
from cluster.platform.plan import PlatformPlan

#: Where it is published within the project.
PLACE: Final = "docs/schema/plan.schema.json"
_TIME: Final = "^[0-9]{1,2}:[0-5][0-9](:[0-5][0-9])?$"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema, made from the structs of a plan and the parameters of the modules."""
    (made,), parts = msgspec.json.schema_components([PlatformPlan], ref_template="#/$defs/{name}")
    plan = parts.pop(PlatformPlan.__name__)
    assert made == {"$ref": f"#/$defs/{PlatformPlan.__name__}"}, "the plan is the root"
    fields = plan["properties"]
    fields["name"] |= {"minLength": 1, "maxLength": NAME_MAX}
    fields["stage"] = {"enum": [int(one) for one in Stage], "description": _stages()}
    fields["modules"] |= {"items": {"enum": list(modules())}, "minItems": 1, "uniqueItems": True}
    fields["members"]["minItems"] = 1
    fields["approvers"] |= {"minItems": 2, "uniqueItems": True}
    fields["approvals_needed"]["minimum"] = 2
    fields["instruments"]["uniqueItems"] = True
    settings = {name: _parameter(one) for name, one in parameters().items()}
    fields["settings"] = {"type": "object", "additionalProperties": False, "properties": settings}
    for language in parts["Title"]["properties"].values():
        language |= {"minLength": 1, "maxLength": TITLE_MAX}
    for moment in parts["HoursPlan"]["properties"].values():
        moment["pattern"] = _TIME
    return {"$schema": _DIALECT, **plan, "title": "Plan of a platform instance", "$defs": parts}


def text() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _stages() -> str:
    return ", ".join(f"{int(one)} {one.name.lower().replace('_', ' ')}" for one in Stage)


def _parameter(one: Parameter) -> dict[str, Any]:
    number: dict[str, Any] = {"type": "integer", "minimum": one.low, "maximum": one.high}
    kind = {"anyOf": [number, {"type": "string", "pattern": _TIME}]} if is_time(one) else number
    described = f"{one.en} / {one.zh} ({one.unit}; {one.source})"
    return {**kind, "default": one.default, "description": described}
