"""A rule named in an agreement, with the terms that the rule itself declares; resolved once, when the text is read."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

Family = Literal["downtime", "exclusions", "credits"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The rules that agreements may name: family -> name -> the model of the rule's terms."""

    rules: Mapping[Family, Mapping[str, type[BaseModel]]]

    def of(self, family: Family) -> Mapping[str, type[BaseModel]]:
        """The rules of one family; empty where none is known."""
        return self.rules.get(family, MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule by name, and its terms as the rule's own frozen model."""

    family: Family
    name: str
    terms: BaseModel


@dataclass(frozen=True, slots=True)
class _ReadsRules:
    """Reads `{rule_name: {terms...}}`; several rules where `many`."""

    family: Family
    many: bool

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "object", "x-rules": self.family, "minProperties": 1}

    def read(self, value: object, info: ValidationInfo) -> RuleUse | tuple[RuleUse, ...]:
        if isinstance(value, RuleUse | tuple):
            return cast(RuleUse | tuple[RuleUse, ...], value)
        known = cast(Vocabulary, (info.context or {})["vocabulary"]).of(self.family)
        if value == "unstated":
            raise PydanticCustomError("rule", "{what}", {"what": "this term is left open"})
        given = {value: {}} if isinstance(value, str) else value
        if not isinstance(given, Mapping) or not given or (len(given) != 1 and not self.many):
            how_many = "one or more rules" if self.many else "exactly one rule"
            raise PydanticCustomError("rule", "{what}", {"what": f"name {how_many}: {', '.join(sorted(known))}"})
        uses: list[RuleUse] = []
        faults: list[Any] = []
        for name, terms in given.items():
            self.use(str(name), terms, info, (known, uses, faults))
        if faults:
            raise PydanticCustomError("rules", "rules with faults", {"faults": faults})
        return tuple(uses) if self.many else uses[0]

    def use(self, name: str, terms: object, info: ValidationInfo, into: tuple[Any, list[RuleUse], list[Any]]) -> None:
        known, uses, faults = into
        model = known.get(name)
        if model is None:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known rules: {', '.join(sorted(known))}"
            faults.append({"loc": (name,), "type": "unknown_rule", "msg": f"no rule is named `{name}`", "help": hint})
            return
        try:
            given = {} if terms is None else terms
            uses.append(RuleUse(self.family, name, model.model_validate(given, context=info.context)))
        except ValidationError as error:
            faults.extend({**fault, "loc": (name, *fault["loc"]), "model": model} for fault in error.errors())


DowntimeRule = Annotated[RuleUse, _ReadsRules("downtime", many=False)]
ExclusionConditions = Annotated[tuple[RuleUse, ...], _ReadsRules("exclusions", many=True)]
CreditRule = Annotated[RuleUse, _ReadsRules("credits", many=False)]
