"""Many jobs -> their films: what is fresh stays, the rest is rendered where it can be done soonest."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.catalogue import pools
from studio.catalogue.job import Job, Outcome, key_of
from studio.catalogue.store import Store, store_of
from studio.film.manifest_file import NAME as MANIFEST
from studio.system.process_memory import memory_needed, workers_for

if TYPE_CHECKING:
    from studio.catalogue.progress import Bars


@dataclass(frozen=True)
class Means:
    """By what jobs are done.

    media: where films are kept, a path or a URL. force: whether also what is fresh is rendered.
    workers: processes side by side on this machine; None for as many as it has cores and memory for.
    cluster: the address of a Dask scheduler whose workers do it instead; "" for none.
    parts: into how many parts each lesson is split. minutes: how long one lesson, or one part, may take.
    """

    media: str
    force: bool = False
    workers: int | None = None
    cluster: str = ""
    parts: int = 1
    minutes: float = 60.0

    @property
    def store(self) -> Store:
        return store_of(self.media)


def stale(jobs: Sequence[Job], means: Means) -> dict[str, str]:
    """The names of the jobs that are to be rendered, each with why."""
    store = means.store
    found = {job.name: "forced" if means.force else store.staleness(job) for job in jobs}
    return {name: why for name, why in found.items() if why is not None}


def render(
    jobs: Sequence[Job],
    means: Means,
    finished: Callable[[Outcome], None] = lambda outcome: None,
    due: Mapping[str, str] | None = None,
) -> list[Outcome]:
    """Do all jobs, with bars on the terminal; returns what became of each, in their order.

    finished: called with each outcome, those that are fresh first.
    due: what `stale` says of them, where it has been asked.

    Raises:
        ValueError: the means are of no use, such as a cluster that does not answer.
    """
    store = means.store
    due = stale(jobs, means) if due is None else due
    outcomes = {}
    for job in jobs:
        if job.name not in due and not (job.check or job.release):
            outcomes[job.name] = Outcome(job.name, "fresh", key_of(job.ingredients()))
            finished(outcomes[job.name])
    wanted = [job for job in jobs if job.name not in outcomes]
    if wanted:
        from studio.catalogue import run
        from studio.catalogue.progress import Bars

        store.sweep()
        before = run.read_record(store)
        with Bars({job.name: before.get(job.name, {}).get("seconds", 30.0) for job in wanted}) as bars:

            def settled(outcome: Outcome) -> None:
                bars.finished(outcome.name)
                if means.cluster:
                    outcome = _arrived(outcome, places[outcome.name], means)
                arrived[outcome.name] = outcome
                finished(outcome)

            arrived: dict[str, Outcome] = {}
            places = {job.name: job.place for job in wanted}
            if means.cluster:
                wanted = [job.packed() for job in wanted]
            with _pool(wanted, means, bars) as pool:
                run.run(
                    wanted,
                    pool,
                    store,
                    _everywhere(means.media),
                    force=means.force,
                    parts=means.parts,
                    seconds=60 * means.minutes,
                    finished=settled,
                )
        outcomes |= arrived
    return [outcomes[job.name] for job in jobs]


def _everywhere(media: str) -> str:
    """Return the address of a media folder as it is from any working directory."""
    return media if "://" in media else str(Path(media).absolute())


def _arrived(outcome: Outcome, place: str, means: Means) -> Outcome:
    """Return the outcome of a cluster's worker: failed where its film is on its own disk only."""
    if not outcome.done or means.store.read(f"{place}/{MANIFEST}") is not None:
        return outcome
    reason = (
        f"its film is in {_everywhere(means.media)} on {outcome.worker.partition(':')[0]}, and not here: "
        "--media must be a folder, or a URL, that this machine and all workers share"
    )
    return replace(outcome, state="failed", reason=reason)


def _pool(jobs: Sequence[Job], means: Means, bars: "Bars") -> AbstractContextManager[pools.Pool]:
    if means.cluster:
        return pools.cluster(means.cluster, bars.watch, bars.say)
    if len(jobs) == 1 and means.parts == 1:
        return pools.here(bars.watch)
    largest = max((job.quality for job in jobs), key=lambda size: size.width * size.height)
    room = workers_for(memory_needed(largest.width, largest.height))
    return pools.side_by_side(means.workers or room, bars.watch)
