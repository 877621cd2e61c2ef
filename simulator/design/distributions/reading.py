"""Reading: every way to write a distribution in a document, and how they are told apart."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, GetJsonSchemaHandler, Tag
from pydantic_core import CoreSchema

from simulator import limits
from simulator.design.distributions.base import Distribution
from simulator.design.distributions.lognormal import LogNormal, LogNormalPercentiles
from simulator.design.distributions.mixture import Mixture, Part
from simulator.design.distributions.percentiles import Percentiles
from simulator.design.distributions.simple import Constant, Exponential, Gamma, Uniform, Weibull
from simulator.design.quantities import DURATION

FORMS: dict[str, type[Distribution]] = {
    "constant": Constant,
    "uniform": Uniform,
    "exponential": Exponential,
    "lognormal": LogNormal,
    "lognormal-percentiles": LogNormalPercentiles,
    "gamma": Gamma,
    "weibull": Weibull,
    "mixture": Mixture,
    "percentiles": Percentiles,
}
"""Every way to write a distribution. Two of them have the kind "lognormal"."""


def _form(value: Any) -> str | None:
    if isinstance(value, Distribution):
        return next(form for form, model in FORMS.items() if type(value) is model)
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == "lognormal" and not value.keys() & {"mean", "cv"}:
        return "lognormal-percentiles"
    return kind if isinstance(kind, str) else None


def _from_duration(value: Any) -> Any:
    if isinstance(value, dict | Distribution):
        return value
    return Constant(value=DURATION.parse(value))


class _OrDuration:
    """Tells JSON Schema that a bare duration is a constant."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        bare = {"type": "number", "minimum": 0, "maximum": limits.SECONDS_MAX}
        text = {"type": "string", "pattern": DURATION.pattern}
        return {"anyOf": [bare, text, handler(core_schema)]}


DurationDistribution = Annotated[
    Annotated[Constant, Tag("constant")]
    | Annotated[Uniform, Tag("uniform")]
    | Annotated[Exponential, Tag("exponential")]
    | Annotated[LogNormal, Tag("lognormal")]
    | Annotated[LogNormalPercentiles, Tag("lognormal-percentiles")]
    | Annotated[Gamma, Tag("gamma")]
    | Annotated[Weibull, Tag("weibull")]
    | Annotated[Mixture, Tag("mixture")]
    | Annotated[Percentiles, Tag("percentiles")],
    Discriminator(_form),
    BeforeValidator(_from_duration),
    _OrDuration(),
]
"""The type of a setting that takes a duration or a distribution of durations."""

# The parts of a mixture are any of these, which only now are all known.
Part.model_rebuild()
Mixture.model_rebuild()
