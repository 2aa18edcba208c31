"""Read ahead in a thread of its own, so that reading goes on while bronze is written."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")

WAITING = 4


class _Failed:
    def __init__(self, error: BaseException) -> None:
        self.error = error


class _End:
    pass


def read_ahead(items: Iterable[Item]) -> Generator[Item, None, None]:
    """The same items; a few of them wait at most. What reading raises is raised here.

    The thread has ended when this has, and `items` with it: nobody else uses a connection or a file
    at the same time.
    """
    waiting: Queue[Item | _Failed | _End] = Queue(WAITING)
    stopped = Event()
    thread = Thread(target=_read, args=(items, waiting, stopped), daemon=True)
    thread.start()
    try:
        while not isinstance(item := waiting.get(), _End):
            if isinstance(item, _Failed):
                raise item.error
            yield item
    finally:
        stopped.set()
        while thread.is_alive():
            _drop(waiting)
            thread.join(0.05)


def _read(items: Iterable[Item], waiting: Queue[Item | _Failed | _End], stopped: Event) -> None:
    try:
        for item in items:
            if not _put(item, waiting, stopped):
                break
        else:
            _put(_End(), waiting, stopped)
        if isinstance(items, Generator):
            items.close()
    except BaseException as error:
        _put(_Failed(error), waiting, stopped)


def _put(
    item: Item | _Failed | _End, waiting: Queue[Item | _Failed | _End], stopped: Event
) -> bool:
    while not stopped.is_set():
        try:
            waiting.put(item, timeout=0.1)
            return True
        except Full:
            continue
    return False


def _drop(waiting: Queue[Item | _Failed | _End]) -> None:
    try:
        waiting.get_nowait()
    except Empty:
        return
