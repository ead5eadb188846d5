"""Is the picture of a camera well? Looks in, a sign for each kind of trouble out.

    stir    -> frozen
    black   -> nothing to see at all, and it came at once
    covered -> place and texture lost; turned away -> place lost, texture well, and the new view stands still
    defocused -> everything in its place, without its fine detail

All but black compare with what was learnt of this very camera (`Memory`), and learning stops while anything is wrong.
"""

from collections import deque
from datetime import datetime, timedelta

from analytics.health.condition import Sign, graded
from analytics.health.look import Look, alignment, stir
from analytics.health.memory import Memory
from analytics.health.settings import PictureHealthSettings
from analytics.health.view import Match, View
from kernel.event import HealthKind

PICTURE_KINDS = (
    HealthKind.BLACK,
    HealthKind.FROZEN,
    HealthKind.COVERED,
    HealthKind.TURNED_AWAY,
    HealthKind.VIEW_MOVED,
    HealthKind.DEFOCUSED,
)
Signs = dict[HealthKind, Sign]

_STANDS_AFTER = timedelta(seconds=4)
_STANDING = 0.7  # share of blocks of a view that stands still
_KEEP_COPY_EVERY = timedelta(hours=1)
_LEAST_STIR = 0.02
_QUITE_STILL = 0.0005
_STIR_FALLS = 0.002  # share by which the usual stir sinks with each look below it, a ninth of what it rises otherwise
_LIKE = 0.6
_FELL = 1.6  # black at once: the level of the last minute was so many times the present one
_FELL_LEVELS = 15
_LOST_AT_ONCE = 0.3
_MINUTE_S = 60.0


class PictureHealth:
    """Judges the looks at one camera in their order. One thread; changes `memory` as it learns."""

    def __init__(self, memory: Memory, settings: PictureHealthSettings) -> None:
        self.memory = memory
        self.match: Match | None = None
        self._settings = settings
        self._recent: deque[Look] = deque(maxlen=12)
        self._stirs: deque[tuple[datetime, float]] = deque()
        self._stirred_at: datetime | None = None
        self._copied_at: datetime | None = None
        self._level: float | None = memory.present.level if memory.present else None
        self._lost = 0.0

    def judge(self, look: Look, is_troubled: bool, is_steered: bool = False) -> Signs:
        """What this look says. is_troubled: something is held to be wrong, so nothing is learnt; is_steered: somebody
        moves the camera, so its view says nothing."""
        signs = dict.fromkeys(PICTURE_KINDS, Sign.UNKNOWN)
        is_dark = look.bright <= self._settings.black_level and look.spread <= self._settings.black_spread
        self.match = None if is_steered else self._matched(look)
        signs[HealthKind.BLACK] = self._black(look) if is_dark else Sign.WELL
        stillness = self._frozen(look)
        signs[HealthKind.FROZEN] = Sign.UNKNOWN if is_dark else stillness
        is_known = self.memory.present is not None and self.memory.present.looks >= self._settings.learn_looks
        if self.match is not None and is_known and not is_dark:
            signs[HealthKind.COVERED] = self._covered(self.match)
            signs[HealthKind.TURNED_AWAY] = self._turned(look, self.match)
            signs[HealthKind.DEFOCUSED] = self._defocused(self.match)
        if not is_steered and not (is_troubled and is_known) and Sign.BAD not in signs.values():
            self._learn(look)
        self._recent.append(look)
        return signs

    def _matched(self, look: Look) -> Match | None:
        """The look against the view in use, or against another that fits better and is used from now on."""
        best: Match | None = None
        for index, view in enumerate(self.memory.views):
            match = view.compare(look)
            if match is not None and (best is None or match.share > best.share + 0.2):
                best = match
                if index > 0 and match.share >= self._settings.turned[1] and match.moved == 0:
                    self.memory.use(index)
            if best is not None and best.share >= self._settings.turned[1] and best.moved == 0:
                return best
        return best

    def _black(self, look: Look) -> Sign:
        settings, view = self._settings, self.memory.present
        if view is None or self._level is None:
            return Sign.BAD
        if self.match is not None and self.match.share >= settings.turned[0]:
            return Sign.BETWEEN
        # Nightfall takes its time; a lost signal does not.
        came_at_once = self._level >= _FELL * look.level + _FELL_LEVELS or view.looks < settings.learn_looks
        return Sign.BAD if came_at_once else Sign.BETWEEN

    def _covered(self, match: Match) -> Sign:
        sign = graded(match.lost, *self._settings.covered)
        # Dusk and fog take the texture, too, but not at once.
        came_at_once = match.lost >= self._lost + _LOST_AT_ONCE
        return Sign.BETWEEN if sign is Sign.BAD and not came_at_once else sign

    def _turned(self, look: Look, match: Match) -> Sign:
        place = graded(match.share, *self._settings.turned)
        shift = graded(match.moved, *self._settings.moved)
        if place is Sign.WELL and shift is not Sign.BAD:
            return shift
        is_clear = match.lost < self._settings.covered[1]
        if (place is Sign.BAD or shift is Sign.BAD) and is_clear and self._stands(look):
            return Sign.BAD
        return Sign.BETWEEN

    def _defocused(self, match: Match) -> Sign:
        if match.sharp is None or match.moved > 0:
            return Sign.UNKNOWN
        sign = graded(match.sharp, *self._settings.defocused)
        is_same_scene = match.like >= _LIKE and match.share >= self._settings.turned[0]
        return Sign.BETWEEN if sign is Sign.BAD and not is_same_scene else sign

    def _stands(self, look: Look) -> bool:
        """Whether the picture is the same as some seconds ago: a crowd before the camera is not."""
        earlier = next((one for one in reversed(self._recent) if look.at - one.at >= _STANDS_AFTER), None)
        if earlier is None:
            return False
        view = View.of(earlier)
        aligned = alignment(look, view.across, view.down)[view.telling()]
        return aligned.size > 0 and float((aligned >= 0.5).mean()) >= _STANDING

    def _frozen(self, look: Look) -> Sign:
        if not self._recent or not timedelta(0) < look.at - self._recent[-1].at <= timedelta(seconds=30):
            self._stirs.clear()
            self._stirred_at = look.at
            return Sign.UNKNOWN
        now = stir(look, self._recent[-1])
        if now > _QUITE_STILL or self._stirred_at is None:
            self._stirred_at = look.at
        window = timedelta(seconds=self._settings.still_s)
        self._stirs.append((look.at, now))
        while look.at - self._stirs[0][0] > window:
            self._stirs.popleft()
        if look.at - self._stirs[0][0] < 0.8 * window or len(self._stirs) < 5:
            return Sign.UNKNOWN
        most = max(value for _, value in self._stirs)
        sign = self._stillness(most, look.at - self._stirred_at)
        if sign is not Sign.BAD:
            self._learn_stir(most)
        return sign

    def _stillness(self, most: float, quite_still: timedelta) -> Sign:
        usual, settings = self.memory.stir, self._settings
        if usual is None or self.memory.stir_looks < settings.learn_looks:
            return Sign.UNKNOWN
        if usual >= _LEAST_STIR:
            return graded(most / usual, *settings.frozen)
        # A picture that has no noise of its own (a drawing, a very clean encoder) may stand still for long.
        if most > _QUITE_STILL:
            return Sign.WELL
        return Sign.BAD if quite_still >= timedelta(seconds=settings.clean_s) else Sign.BETWEEN

    def _learn_stir(self, most: float) -> None:
        """The stir that nine in ten windows reach."""
        memory = self.memory
        memory.stir_looks += 1
        if memory.stir is None:
            memory.stir = most
        elif most < memory.stir:
            memory.stir *= 1 - 9 * _STIR_FALLS
        else:
            memory.stir += (most - memory.stir) * _STIR_FALLS

    def _learn(self, look: Look) -> None:
        memory, settings, match = self.memory, self._settings, self.match
        passed_s = min(10.0, (look.at - self._recent[-1].at).total_seconds()) if self._recent else 0.0
        self._level = (
            look.level if self._level is None else self._level + passed_s / _MINUTE_S * (look.level - self._level)
        )
        self._lost += passed_s / _MINUTE_S * ((match.lost if match else 0.0) - self._lost)
        view = memory.present
        if view is None:
            memory.views.append(View.of(look))
            return
        if view.looks < settings.learn_looks:
            view.learn(look, 1 / (view.looks + 1))
            return
        is_itself = match is None or (match.share >= settings.turned[1] and match.moved <= settings.moved[1])
        is_sharp = match is None or match.sharp is None or match.sharp >= settings.defocused[1]
        if passed_s > 0:
            view.learn(look, passed_s / (settings.adapt_s if is_itself and is_sharp else settings.drift_s))
        self._keep_copy(look)

    def _keep_copy(self, look: Look) -> None:
        """Once an hour: when the view in use has become another than all that are kept, keep it as it is now."""
        if self._copied_at is not None and timedelta(0) <= look.at - self._copied_at < _KEEP_COPY_EVERY:
            return
        self._copied_at = look.at
        view = self.memory.present
        if view is None or not view.is_telling():
            return
        kept = (one.compare(look) for one in self.memory.views[1:])
        if all(match is None or match.share < 0.6 for match in kept):
            self.memory.keep_copy()
