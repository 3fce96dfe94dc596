"""Signals that ask a process to end: Ctrl-C, and those of Slurm, Kubernetes, systemd, a closed terminal."""

import signal
from types import FrameType

_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Stopped(KeyboardInterrupt):
    """Raised in the main thread by such a signal, so that all that tidies up after Ctrl-C does."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.exit_code = 128 + number


def stop_on_signals(also_ignored: bool = False) -> None:
    """From now on raise `Stopped` at the first such signal; the main thread only may ask for it.

    One that was ignored when the process began, as nohup does with SIGHUP, stays so unless `also_ignored`.
    While what is there tidies up, further ones are ignored, but for Ctrl-C: systemd, for one, sends two.
    """
    for number in _ENDING:
        if also_ignored or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def ignore_signals() -> None:
    """From now on take no notice of such a signal: the work is done."""
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)


def _stop(number: int, frame: FrameType | None) -> None:
    ignore_signals()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    raise Stopped(number)
