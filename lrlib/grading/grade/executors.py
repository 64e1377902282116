"""Where submissions are graded: in threads of this process, or on a Dask cluster."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lrlib.grading.course.settings import RefusedError
from lrlib.grading.grade import task

__all__ = ["Pool", "on_cluster", "on_this_machine", "trusted_address"]

_SECONDS = 30


class Pool(NamedTuple):
    """Where tasks run.

    Attributes
    ----------
    executor : Executor
        Takes the tasks.
    size : int
        How many run at once.
    stop : callable
        Ends all that runs, at once.
    """

    executor: Executor
    size: int
    stop: Callable[[], None]


def on_this_machine(jobs: int) -> Pool:
    """Return a pool of threads, each with a grading process of its own."""
    executor = ThreadPoolExecutor(jobs, thread_name_prefix="grading")

    def stop() -> None:
        executor.shutdown(wait=False, cancel_futures=True)
        task.end_workers()
        executor.shutdown(wait=True)
        task.close_workers()

    return Pool(executor, jobs, stop)


def on_cluster(address: str) -> Pool:
    """Return the workers of a Dask cluster; raises `RefusedError`.

    Parameters
    ----------
    address : str
        Of the scheduler. What a cluster runs is code, so nobody else may be on the line.
    """
    trusted_address(address)
    try:
        from distributed import Client
    except ImportError as error:
        msg = "--scheduler needs Dask: pip install 'lrlib[cluster]'"
        raise RefusedError(msg) from error
    client: Any = None
    try:
        client = Client(address, timeout=_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
        client.wait_for_workers(1, timeout=_SECONDS)
    except (OSError, ValueError, TypeError) as error:  # TimeoutError is an OSError
        if client is not None:
            client.close()
        msg = f"no cluster with workers was found at {address}: {error}"
        raise RefusedError(msg) from error
    # A task whose worker dies is given to another worker; after four deaths the task has failed.
    executor = client.get_executor(retries=3, pure=False)

    def stop() -> None:
        executor.shutdown(wait=False)
        client.close()

    return Pool(executor, sum(client.nthreads().values()), stop)


def trusted_address(address: str) -> None:
    """Raise `RefusedError` unless the scheduler is on this machine or behind TLS."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme == "tls" and host and port:
        return
    if parts.scheme == "tcp" and port and _is_loopback(host):
        return
    msg = (
        f"--scheduler: expected tls://HOST:PORT, or tcp://127.0.0.1:PORT on this machine. "
        f"Got {address}. A cluster runs the code that it is sent: without TLS anybody on the "
        "network could send some"
    )
    raise RefusedError(msg)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
