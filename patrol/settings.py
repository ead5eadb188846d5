"""What can be set about patrol."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kernel.event import Severity
from patrol.ladder import DEFAULT_LADDER, Ladder, LadderRule, ladder
from patrol.order import ClockLimits
from patrol.position import Doubts
from patrol.recommend import Assumptions
from patrol.shift import RestRules

Seconds = Annotated[float, Field(gt=0)]


class PatrolSettings(BaseModel):
    """Defaults for all.

    ladder_s: per severity, the seconds to warn, re-alert, duty officer and command, until ladders are saved.
    """

    model_config = ConfigDict(extra="forbid")

    photo_dir: Path = Path("data/photos")
    map_dir: Path = Field(default=Path("data/map"), description="the imported map: roads, tiles, addresses")
    photo_limit: Annotated[int, Field(ge=0, le=50)] = 8
    photo_size_limit_bytes: Annotated[int, Field(gt=0)] = 12_000_000
    ladder_s: dict[Severity, tuple[Seconds, Seconds, Seconds, Seconds]] = Field(default_factory=dict)
    depart_s: Seconds = 120.0
    travel_factor: Annotated[float, Field(ge=1)] = 1.3
    travel_margin_s: Seconds = 60.0
    report_s: Seconds = 1800.0
    fix_stale_after_s: Seconds = 120.0
    fix_jump_mps: Seconds = 70.0
    clock_ahead_s: Seconds = 60.0
    busy_fraction: Annotated[float, Field(ge=0, lt=1)] = Field(
        default=0.3, description="how likely a unit that is free now is busy when the next call comes"
    )
    on_time_s: dict[Severity, Seconds] = Field(
        default={Severity.LOW: 900.0, Severity.MEDIUM: 600.0, Severity.HIGH: 300.0},
        description="within which any unit is soon enough, and the one is sent that is missed least; critical: none",
    )
    void_after_s: Seconds = Field(default=60.0, description="how long a protected place stands open before it is told")
    void_settle_s: Seconds = 20.0
    least_rest_s: Seconds = Field(default=RestRules().least_rest_s, description="between two shifts of one person")
    longest_shift_s: Seconds = RestRules().longest_s
    duty_slack_s: Annotated[float, Field(ge=0)] = Field(
        default=60.0, description="how far before coming on duty a position may lie, for phones whose clock is behind"
    )

    @model_validator(mode="after")
    def _ladders_rise(self) -> "PatrolSettings":
        for severity in Severity:
            self.ladder(severity)
        return self

    def ladder(self, severity: Severity) -> Ladder:
        """The rungs for an order of `severity`."""
        times = self.ladder_s.get(severity)
        return DEFAULT_LADDER if times is None else ladder(*times)

    @property
    def ladder_rules(self) -> tuple[LadderRule, ...]:
        """The ladders until somebody saves others."""
        default = LadderRule(tuple(rung.after_s for rung in DEFAULT_LADDER))
        return (default, *(LadderRule(times, severity) for severity, times in self.ladder_s.items()))

    @property
    def clock_limits(self) -> ClockLimits:
        return ClockLimits(self.depart_s, self.travel_factor, self.travel_margin_s, self.report_s)

    @property
    def doubts(self) -> Doubts:
        return Doubts(jump_mps=self.fix_jump_mps, clock_ahead_s=self.clock_ahead_s)

    @property
    def rest_rules(self) -> RestRules:
        return RestRules(self.least_rest_s, self.longest_shift_s)

    @property
    def assumptions(self) -> Assumptions:
        return Assumptions(stale_after_s=self.fix_stale_after_s)
