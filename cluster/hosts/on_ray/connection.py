"""This process's connection to a Ray cluster, and sentences for what hinders it."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Final

import grpc
import ray
from ray._common.tls_utils import load_certs_from_env
from ray._private import worker
from ray._raylet import AuthenticationTokenLoader, Config  # type: ignore[attr-defined]
from ray.core.generated import gcs_service_pb2, gcs_service_pb2_grpc

from actors.host import HostProblem
from cluster.hosts.on_ray.instance import RayInstance, token_environment
from cluster.hosts.on_ray.names import NAMESPACE

_KNOCK_S: Final = 10


async def connect(instance: RayInstance) -> None:
    """Connect this process, unless it is connected to the same cluster already.

    Raises:
        HostProblem: no cluster there, a wrong token, or this process is connected to another.
    """
    if ray.is_initialized():
        here = ray.get_runtime_context().gcs_address
        if here != instance.address:
            raise HostProblem(
                f"this process is connected to the Ray cluster at {here}, and the market is at {instance.address}; "
                "call ray.shutdown() first, or use another process"
            )
        return
    if not instance.alive:
        raise HostProblem(
            f"no Ray cluster answers at {instance.address}; start one there (ray start --head), or leave the "
            "address out, and one is started here"
        )
    os.environ.update(token_environment(instance.token_file))
    try:
        await asyncio.to_thread(_knock, instance.address, instance.token())
        _take_environment()
        _init(instance.address)
    except (OSError, RuntimeError, ValueError) as problem:
        raise HostProblem(f"cannot connect to the Ray cluster at {instance.address}: {problem}") from None


def disconnect() -> None:
    """Let go of the cluster; everything there runs on."""
    ray.shutdown()


def _knock(address: str, token: str) -> None:
    """Ask the cluster for its id. Ray's own connection would try for long and say nothing of the token.

    Raises:
        HostProblem: it does not take the token, speaks TLS where this process does not, or is no Ray cluster.
    """
    channel = _channel(address)
    metadata = [("authorization", f"Bearer {token}")] if token else []
    try:
        stub = gcs_service_pb2_grpc.NodeInfoGcsServiceStub(channel)  # type: ignore[no-untyped-call]
        request = gcs_service_pb2.GetClusterIdRequest()  # type: ignore[attr-defined]
        stub.GetClusterId(request, timeout=_KNOCK_S, metadata=metadata)
    except grpc.RpcError as problem:
        if problem.code() == grpc.StatusCode.UNAUTHENTICATED:
            raise HostProblem(
                f"the Ray cluster at {address} does not take this token; set RAY_AUTH_MODE=token and "
                "RAY_AUTH_TOKEN_PATH to the file that the cluster was started with"
            ) from None
        raise HostProblem(
            f"what answers at {address} does not speak as a Ray cluster of this version does "
            f"({problem.code().name}): check the address, and RAY_USE_TLS with its certificates, which must be the "
            "same in every process"
        ) from None
    finally:
        channel.close()


def _channel(address: str) -> grpc.Channel:
    if os.environ.get("RAY_USE_TLS", "0").lower() not in ("1", "true"):
        return grpc.insecure_channel(address)
    chain, key, trusted = load_certs_from_env()  # type: ignore[no-untyped-call]
    return grpc.secure_channel(address, grpc.ssl_channel_credentials(trusted, key, chain))


def _init(address: str) -> None:
    # Ray prints what happens to other processes into this one, a notebook's cell perhaps, and has no switch for it.
    worker.print_to_stdstream = _keep_quiet
    ray.init(
        address=address,
        namespace=NAMESPACE,
        log_to_driver=False,
        configure_logging=False,
        logging_level=logging.ERROR,
    )


def _keep_quiet(*_: object, **__: object) -> None:
    """Print nothing; it is in Ray's logs, and what matters is told by the actors' health."""


def _take_environment() -> None:
    """Have Ray read its environment variables again; it does so by itself only when it is imported."""
    Config.initialize("")
    AuthenticationTokenLoader.instance().reset_cache()
