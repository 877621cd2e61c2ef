"""Any policy keeps to its bounds, wants no less for more work, and rests within its tolerance."""

from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.components.settings.scaling import ScalingSettings
from simulator.mechanics.scaling import POLICIES, Load, scaling_of
from tests.simulator.mechanics.scaling.driving import policy, wanted

AUTOSCALERS = st.sampled_from(sorted(POLICIES))
COUNTS = st.integers(0, 3_000)
INSTANCES = st.integers(0, 60)
LOADS = st.builds(
    Load,
    visible=COUNTS,
    in_flight=COUNTS,
    ready=INSTANCES,
    starting=INSTANCES,
    busy=INSTANCES,
    reserved=COUNTS,
)
BOUNDS = st.tuples(st.integers(0, 60), st.integers(1, 60)).filter(lambda pair: pair[0] <= pair[1])
DELAYS = st.sampled_from([0.0, 10.0, 90.0])


def test_there_is_a_policy_for_every_autoscaler_that_can_be_chosen() -> None:
    named = ScalingSettings.model_json_schema()["properties"]["autoscaler"]["enum"]

    assert set(named) - {"none"} == set(POLICIES)
    assert scaling_of(ScalingSettings()) is None


@given(AUTOSCALERS, BOUNDS, DELAYS, st.lists(LOADS, min_size=1, max_size=30))
def test_the_number_wanted_is_always_between_the_bounds(
    autoscaler: str, bounds: tuple[int, int], delay: float, loads: list[Load]
) -> None:
    low, high = bounds
    made = policy(autoscaler, min=low, max=high, metric_delay=delay)
    now = 0.0

    assert low <= made.at_start(7) <= high
    for load in loads:
        assert low <= made.decide(now, load) <= high
        assert made.interval > 0
        now += made.interval


@given(
    AUTOSCALERS,
    LOADS,
    st.integers(0, 2_000),
    st.integers(0, 2_000),
    st.integers(0, 2_000),
    st.sampled_from([0.0, 60.0, 600.0]),
)
def test_more_work_never_wants_fewer_instances(
    autoscaler: str, load: Load, more: int, flying: int, held: int, seconds: float
) -> None:
    busier = Load(
        load.visible + more,
        load.in_flight + flying,
        load.ready,
        load.starting,
        load.busy,
        load.reserved + held,
    )
    calm = wanted(policy(autoscaler, min=0, max=200), load, seconds)

    assert wanted(policy(autoscaler, min=0, max=200), busier, seconds) >= calm


@given(
    st.sampled_from(["hpa", "keda"]),
    st.integers(1, 60),
    st.integers(1, 50),
    st.floats(0.0, 0.9),
    st.floats(-1, 1),
)
def test_within_the_tolerance_nothing_is_changed(
    autoscaler: str, pods: int, target: int, tolerance: float, off: float
) -> None:
    messages = round(pods * target * (1 + off * tolerance))
    assume(abs(messages / (pods * target) - 1) <= tolerance)
    made = policy(autoscaler, target=target, tolerance=tolerance, stabilisation=0, max=100)

    assert wanted(made, Load(visible=messages, ready=pods), 600) == pods


@given(AUTOSCALERS, st.lists(LOADS, min_size=1, max_size=20))
def test_the_same_course_of_a_load_is_answered_alike(autoscaler: str, loads: list[Load]) -> None:
    one, other = policy(autoscaler), policy(autoscaler)

    assert [one.decide(15.0 * n, load) for n, load in enumerate(loads)] == [
        other.decide(15.0 * n, load) for n, load in enumerate(loads)
    ]
