"""Many jobs to their ends: side by side, longest first, each tried again when its worker is lost."""

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from math import inf, isnan
from typing import Annotated, Any, TypedDict

from msgspec import Meta

from studio.catalogue.job import Job, Outcome
from studio.catalogue.pools import Done, Pool
from studio.catalogue.store import PARTS, Store
from studio.catalogue.subprocess_call import Limits
from studio.system.names import NAME
from studio.system.process_memory import memory_needed
from studio.system.received import decode

RECORD = "run.json"

_PERFORM = "studio.catalogue.worker:"
_LOOK = 5.0  # seconds after which it is looked whether a call is overdue
_TRIES = 3  # of one call, while the workers that are to do it are lost


class _Entry(TypedDict):
    name: Annotated[str, Meta(pattern=NAME)]
    state: str
    key: str
    reason: str
    verdict: str
    passed: bool | None
    log: str
    seconds: float
    film_seconds: float
    memory: float | None
    worker: str


class _Record(TypedDict):
    lessons: list[_Entry]


@dataclass(frozen=True)
class Call:
    """A function of studio.catalogue.worker, and its arguments; label: for whoever watches."""

    function: str
    arguments: Mapping[str, Any]
    label: str


#: Yields calls that may be made side by side, is sent their results, and returns the last one.
Pursuit = Generator[list[Call], list[Any], Outcome]


def pursue(job: Job, media: str, *, force: bool, parts: int) -> Pursuit:
    """Yield the calls for a job: with `parts` above one, one for each part, then one that joins them."""
    about = {"job": job, "media": media}
    joined: list[list[str]] = []
    drawn: list[tuple[float, float]] = []
    if parts > 1 and job.beat is None:
        (beats,) = yield [Call("beats_of", about, job.name)]
        joined = split(beats, parts)
        part = {**about, "force": force}
        drawn = yield [
            Call("draw_part", {**part, "beats": names}, f"{job.name} {number} of {len(joined)}")
            for number, names in enumerate(joined, 1)
        ]
    (outcome,) = yield [Call("perform", {**about, "force": force, "parts": joined}, job.name)]
    seconds, memory = zip((outcome.seconds, outcome.memory), *drawn, strict=True)
    return replace(outcome, seconds=sum(seconds), memory=max(memory))


def split(beats: Sequence[tuple[str, int]], parts: int) -> list[list[str]]:
    """The names of beats, each with its frames, in at most so many runs of nearly equal length, in order."""
    total = max(sum(frames for _, frames in beats), 1)  # at a low rate short beats may have none
    runs: dict[int, list[str]] = {}
    before = 0
    for name, frames in beats:
        runs.setdefault(int((before + frames / 2) * parts / total), []).append(name)
        before += frames
    return list(runs.values())


def run(
    jobs: Sequence[Job],
    pool: Pool,
    store: Store,
    media: str,
    *,
    force: bool = False,
    parts: int = 1,
    seconds: float,
    finished: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Do all jobs; returns what became of each, in their order.

    parts: into how many each is split. seconds: the time that one call may take.
    finished: called with each outcome as it is known; what it raises ends all.

    A job that fails does not keep others from going on. The record of the run is written as it proceeds.
    """
    outcomes: dict[str, Outcome] = {}
    before = read_record(store)
    longest = max((entry["seconds"] for entry in before.values()), default=0.0)

    def expected(job: Job) -> float:
        return float(before[job.name]["seconds"]) if job.name in before else longest  # a new one may be long

    going: dict[Future[Done], tuple[_Pursued, int, int]] = {}

    def ask(pursued: _Pursued, number: int, tries: int) -> None:
        call, job = pursued.calls[number], pursued.job
        limits = Limits(seconds, memory_needed(job.quality.width, job.quality.height))
        future = pool.submit(call.label, _PERFORM + call.function, dict(call.arguments), limits)
        going[future] = pursued, number, tries

    def settle(pursued: _Pursued, outcome: Outcome) -> None:
        outcomes[outcome.name] = outcome
        _write_record(store, outcomes)
        finished(outcome)

    def step(pursued: _Pursued, results: list[Any] | None) -> None:
        try:
            pursued.go_on(results)
        except StopIteration as end:
            settle(pursued, end.value)
        else:
            for number in range(len(pursued.calls)):
                ask(pursued, number, 1)

    try:
        for job in sorted(jobs, key=expected, reverse=True):
            step(_Pursued(job, pursue(job, media, force=force, parts=parts)), None)
        while going:
            over = wait(going, timeout=_LOOK, return_when=FIRST_COMPLETED).done
            late = {future for future in going if pool.overdue(_label(*going[future][:2]), seconds)}
            for future in over | late:
                pursued, number, tries = going.pop(future)
                done = _done(future) if future in over else _given_up(future, seconds)
                if pursued.failed:
                    continue  # another call of the same job has failed: it is settled
                if done.lost and tries < _TRIES:
                    ask(pursued, number, tries + 1)
                elif done.reason:
                    pursued.failed = True
                    settle(pursued, _failure(pursued.job, done, store))
                elif pursued.answered(number, done.result):
                    step(pursued, pursued.results)
    except BaseException:
        for future in going:
            future.cancel()
        for job in jobs:
            if job.name not in outcomes:
                outcomes[job.name] = Outcome(job.name, "stopped", reason="it was stopped before it was ready")
        _write_record(store, outcomes)
        raise
    for outcome in outcomes.values():
        if outcome.done and parts > 1:
            store.remove(f"{PARTS}/{outcome.key}")
    return [outcomes[job.name] for job in jobs]


class _Pursued:
    """A job on its way: the calls that are being made for it, and what they have given."""

    def __init__(self, job: Job, pursuit: Pursuit) -> None:
        self.job, self._pursuit = job, pursuit
        self.calls: list[Call] = []
        self.results: list[Any] = []
        self._open: set[int] = set()
        self.failed = False

    def go_on(self, results: list[Any] | None) -> None:
        """To the next calls; StopIteration where there are none."""
        self.calls = next(self._pursuit) if results is None else self._pursuit.send(results)
        self.results = [None] * len(self.calls)
        self._open = set(range(len(self.calls)))

    def answered(self, number: int, result: Any) -> bool:
        """Take the result of a call; return whether all calls are answered now."""
        self.results[number] = result
        self._open.discard(number)
        return not self._open


def _label(pursued: "_Pursued", number: int) -> str:
    return pursued.calls[number].label


def _given_up(future: "Future[Done]", seconds: float) -> Done:
    future.cancel()
    return Done(reason=f"it took longer than {seconds / 60:g} minutes, and its worker does not answer")


def _done(future: "Future[Done]") -> Done:
    """Return what a call gave; if its worker or the way to it broke down, it is lost."""
    try:
        return future.result()
    except BaseException as error:  # cancelled, a killed worker, a lost connection: whatever it is called
        if isinstance(error, KeyboardInterrupt):
            raise
        return Done(reason=f"its worker is lost ({type(error).__name__}: {error})".splitlines()[0], lost=True)


def _failure(job: Job, done: Done, store: Store) -> Outcome:
    log = ""
    if done.log:
        log = f".logs/{job.name}.log"
        try:
            store.write(log, done.log)
        except OSError:  # a full disk may be what the lesson failed of
            log = ""
    state = "refused" if done.refused else "failed"
    return Outcome(job.name, state, reason=done.reason, log=store.shows(log) if log else "")


def read_record(store: Store) -> dict[str, Any]:
    """Return what the last runs left: for each name its last outcome as JSON has it."""
    try:
        entries = decode(store.read(RECORD) or "{}", _Record)["lessons"]
        return {entry["name"]: dict(entry) for entry in entries if 0 <= entry["seconds"] < inf}
    except (OSError, ValueError, KeyError):
        return {}  # whatever it is, it is not needed


def _write_record(store: Store, outcomes: Mapping[str, Outcome]) -> None:
    """Write run.json: this run's outcomes over those of runs before."""
    entries = read_record(store)
    for outcome in outcomes.values():
        entry = asdict(outcome)
        del entry["beats"], entry["files"]
        entry["memory"] = None if isnan(outcome.memory) else outcome.memory
        if outcome.state == "refused" or (outcome.state == "fresh" and outcome.name in entries):
            continue  # what was not possible; and who rendered it, and in how long, is more telling
        entries[outcome.name] = entry
    if not entries:
        return
    with suppress(OSError):  # what there is to tell is told on the terminal, too
        store.write(RECORD, json.dumps({"lessons": list(entries.values())}, indent=1) + "\n")
