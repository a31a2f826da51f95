# %% A model, not AWS: what of a node is left for pods
# Follows awslabs/amazon-eks-ami (nodeadm/internal/kubelet, commits 01375496 and 26412050: max pods, kube-reserved, eviction) and the
# EKS and ECS user guides as read in November 2026. Nothing here talks to AWS; the last cell stops real processes.
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass

from hotseat.proof import chart, claim, probe, show


@dataclass(frozen=True)
class Instance:
    """An instance type: cores, memory, network interfaces and IPv4 addresses for each of them."""

    cores: int
    memory: int  # MiB, as advertised; the kernel takes some of it, which the model leaves out
    interfaces: int
    addresses: int


TYPES = {
    "t3.medium": Instance(2, 4096, 3, 6),
    "t3.large": Instance(2, 8192, 3, 12),
    "m5.large": Instance(2, 8192, 3, 10),
    "m5.xlarge": Instance(4, 16384, 4, 15),
    "m5.4xlarge": Instance(16, 65536, 8, 30),
    "m5.16xlarge": Instance(64, 262144, 15, 50),
}
TABLE = {"t3.medium": 17, "t3.large": 35, "m5.large": 29, "m5.xlarge": 58, "m5.4xlarge": 234, "m5.16xlarge": 737}
"""What eni-max-pods.txt of the EKS image says."""


def max_pods(interfaces: int, addresses: int) -> int:
    """An interface's first address is its own; two pods use the host's network and need none."""
    return interfaces * (addresses - 1) + 2


def reserved_cpu(cores: int) -> int:
    """Milli-cores for kubelet and runtime: 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest."""
    bands = [(0, 1000, 600), (1000, 2000, 100), (2000, 4000, 50), (4000, cores * 1000, 25)]
    return sum(max(0, min(cores * 1000, end) - start) * share // 10_000 for start, end, share in bands)


def reserved_memory(pods: int) -> int:
    """MiB for kubelet and runtime; it grows with the pods that the node may hold, not with its memory."""
    return 255 + 11 * pods


def allocatable(kind: Instance) -> tuple[int, int, int]:
    """Pods, milli-cores and MiB that the scheduler may give away; 100 MiB are kept back as eviction threshold."""
    pods = max_pods(kind.interfaces, kind.addresses)
    return pods, kind.cores * 1000 - reserved_cpu(kind.cores), kind.memory - reserved_memory(pods) - 100


def fitting(kind: Instance, cpu: int, memory: int) -> tuple[int, str]:
    """How many equal pods fit beside the two on the host's network (their requests left out), and what ends it."""
    pods, cores, mebibytes = allocatable(kind)
    room = {"addresses": pods - 2, "cpu": cores // cpu, "memory": mebibytes // memory}
    scarce = min(room, key=lambda name: room[name])
    return room[scarce], scarce


@claim("limits-as-in-the-source")
def pods_and_reserves_come_out_as_in_the_source() -> bool:
    pods = {name: max_pods(kind.interfaces, kind.addresses) for name, kind in TYPES.items()}
    tests = [max_pods(0, 0), max_pods(2, 5), max_pods(50, 1)]
    show("most pods by the formula", ", ".join(f"{name} {count}" for name, count in pods.items()))
    show("cases of the image's own tests: (0, 0), (2, 5), (50, 1)", tests)
    show("reserved: MiB for 100 pods; milli-cores of 2, 4, 16 cores", [reserved_memory(100), *map(reserved_cpu, (2, 4, 16))])
    same = pods == TABLE and tests == [2, 10, 2] and reserved_memory(100) == 1355
    return same and [reserved_cpu(cores) for cores in (2, 4, 16)] == [70, 80, 110]


@claim("three-things-run-out")
def small_pods_run_out_of_addresses() -> bool:
    large = TYPES["m5.large"]
    found = {size: fitting(large, *size) for size in [(25, 64), (250, 256), (900, 512), (100, 2048)]}
    for (cpu, memory), (count, scarce) in found.items():
        show(f"pods of {cpu}m and {memory} MiB on an m5.large, and what runs out", f"{count}, {scarce}")
    show("milli-cores idle when 27 pods of 25m have used all addresses", allocatable(large)[1] - 27 * 25)
    return list(found.values()) == [(27, "addresses"), (7, "cpu"), (2, "cpu"), (3, "memory")]


def awsvpc_tasks(interfaces: int, trunk: bool = False) -> int:
    """Tasks in ECS's network mode `awsvpc`: an interface for each, less the primary one and, with trunking, the trunk."""
    return interfaces - (2 if trunk else 1)


@claim("ecs-tasks-take-interfaces")
def a_task_with_an_interface_of_its_own_needs_one_that_is_free() -> bool:
    documented = [awsvpc_tasks(3), awsvpc_tasks(12, trunk=True)]
    counts = {name: [awsvpc_tasks(kind.interfaces), max_pods(kind.interfaces, kind.addresses)] for name, kind in TYPES.items()}
    show("c5.large, 3 interfaces, and 12 with trunking: tasks, as in the guide", documented)
    for name, (tasks, pods) in counts.items():
        show(f"{name}: tasks with awsvpc, pods on EKS", [tasks, pods])
    return documented == [2, 10] and counts["m5.large"] == [2, 29] and all(pods > 7 * tasks for tasks, pods in counts.values())


@probe
def pods_that_fit(kind: str, cpu: int, memory: int) -> int:
    return fitting(TYPES[kind], cpu, memory)[0]


# %% Fargate: no nodes, but sizes
GIB = 1024
SIZES = [
    (256, [512, GIB, 2 * GIB]),
    (512, [size * GIB for size in range(1, 5)]),
    (1024, [size * GIB for size in range(2, 9)]),
    (2048, [size * GIB for size in range(4, 17)]),
    (4096, [size * GIB for size in range(8, 31)]),
    (8192, [size * GIB for size in range(16, 61, 4)]),
    (16384, [size * GIB for size in range(32, 121, 8)]),
]


def fargate(cpu: int, memory: int, kubernetes: bool) -> tuple[int, int]:
    """The smallest size that holds a request in CPU units (1024 to a core) and MiB; on EKS 256 MiB are added first."""
    memory += 256 if kubernetes else 0
    return next((cores, size) for cores, sizes in SIZES if cores >= cpu for size in sizes if size >= memory)


@claim("fargate-rounds-up")
def a_request_is_rounded_up_to_a_size() -> bool:
    documented = fargate(1024, 8 * GIB, kubernetes=True)
    on_ecs = fargate(1024, 8 * GIB, kubernetes=False)
    odd = fargate(1100, 2 * GIB, kubernetes=False)
    least = fargate(1, 1, kubernetes=True)
    exact = [fargate(cpu, size, kubernetes=False) == (cpu, size) for cpu, sizes in SIZES for size in sizes]
    show("1 vCPU and 8 GB on EKS, as in the guide", list(documented))
    show("the same on ECS", list(on_ecs))
    show("1,100 CPU units and 2 GB", list(odd))
    show("the smallest on EKS", list(least))
    return (
        documented == (2048, 9 * GIB) and on_ecs == (1024, 8 * GIB) and odd == (2048, 4 * GIB) and least[0] == 256 and all(exact)
    )


@probe
def fargate_size(vcpu: float, gigabytes: int, where: str) -> list[int]:
    return list(fargate(round(vcpu * 1024), gigabytes * GIB, kubernetes=where == "EKS"))


# %% Bin packing: whole tasks on whole nodes
def nodes_for(tasks: list[int], room: int) -> list[int]:
    """Nodes, by what is used of each, after placing every task where least room is left that still holds it (binpack)."""
    used: list[int] = []
    for task in tasks:
        full_enough = [at for at, taken in enumerate(used) if taken + task <= room]
        if full_enough:
            used[max(full_enough, key=lambda at: used[at])] += task
        else:
            used.append(task)
    return used


@claim("packing-strands")
def what_is_left_on_each_node_is_paid_for() -> bool:
    stranded = {}
    for name in ("m5.large", "m5.xlarge", "m5.4xlarge"):
        room = allocatable(TYPES[name])[1]
        used = nodes_for([1100] * 24, room)
        stranded[name] = round(100 * (1 - 24 * 1100 / (len(used) * TYPES[name].cores * 1000)))
        show(f"24 tasks of 1,100m on {name}: nodes", len(used))
    title = "CPU paid for and not requested, 24 tasks of 1.1 cores"
    shares = {"share": [float(share) for share in stranded.values()]}
    chart(title, list(stranded), shares, x_label="nodes of type", y_label="per cent", kind="bars")
    return stranded["m5.large"] == 45 and stranded["m5.xlarge"] == 18 and stranded["m5.4xlarge"] == 18


def occupied(tasks: int, nodes: int, slots: int, strategy: str) -> int:
    """Nodes that hold a task, when so many tasks are placed on nodes that are there already."""
    used = [0] * nodes
    for _ in range(tasks):
        free = [at for at in range(nodes) if used[at] < slots]
        used[max(free, key=lambda at: used[at]) if strategy == "binpack" else min(free, key=lambda at: used[at])] += 1
    return sum(count > 0 for count in used)


@claim("spread-keeps-nodes")
def spreading_occupies_every_node() -> bool:
    found = {name: [occupied(tasks, 10, 8, name) for tasks in (4, 10, 24, 80)] for name in ("binpack", "spread")}
    show("nodes occupied by 4, 10, 24, 80 tasks on ten nodes of eight slots, binpack", found["binpack"])
    show("the same, spread over instances", found["spread"])
    lost = [max(1, 24 // occupied(24, 10, 8, name)) for name in found]
    show("of 24 tasks lost with one node, binpack and spread, at least", lost)
    return found == {"binpack": [1, 2, 3, 10], "spread": [4, 10, 10, 10]} and lost == [8, 2]


# %% How a task is stopped, with real processes: SIGTERM, a time, SIGKILL
WORKER = """
import os, signal, sys
def say(words):
    os.write(1, words.encode() + b"\\n")
def leave(number, frame):
    global leaving
    leaving = True
    say("term")
leaving = False
if sys.argv[1] == "handler":
    signal.signal(signal.SIGTERM, leave)
say(f"ready {os.getpid()}")
for line in sys.stdin:  # a job is in hand until the other side says that it is finished
    say("done" if line == "finish\\n" else "alive")
    if leaving:
        break
"""


@dataclass
class Stop:
    """What happened to a task that was stopped: how its process ended, and what its worker said."""

    code: int
    said: list[str]


def tell(process: subprocess.Popen[str], words: str) -> None:
    """Write a line to a process that may have gone."""
    with suppress(BrokenPipeError):
        os.write(process.stdin.fileno(), words.encode())


def stopped(handler: bool, in_time: bool, shell: bool = False, patience: float = 20.0) -> Stop:
    """Start a worker, send SIGTERM, let the job finish or not, and send SIGKILL when the stop timeout is over."""
    command = [sys.executable, "-c", WORKER, "handler" if handler else "none"]
    if shell:
        command = ["sh", "-c", '"$@"; true', "sh", *command]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        worker = int(process.stdout.readline().split()[1])
        try:
            process.send_signal(signal.SIGTERM)
            if shell:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(2)
                tell(process, "are you there\n")
                return Stop(process.returncode, [process.stdout.readline().strip()])
            if handler and in_time:
                said = [process.stdout.readline().strip()]
                tell(process, "finish\n")
                said.append(process.stdout.readline().strip())
            else:
                said = [process.stdout.readline().strip()] if handler else []
            try:
                process.wait(patience if in_time or not handler else 0.2)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(patience)
            return Stop(process.returncode, said)
        finally:
            with suppress(ProcessLookupError):
                if process.poll() is None or shell:
                    os.kill(worker, signal.SIGKILL)


@claim("sigterm-then-sigkill")
def a_job_is_saved_only_by_a_handler_that_is_in_time() -> bool:
    good, none, late = stopped(True, True), stopped(False, True), stopped(True, False)
    show("handler, job finished in time: exit code, words", [good.code, *good.said])
    show("no handler: exit code, words", [none.code, *none.said])
    show("handler, job not finished when the time is over", [late.code, *late.said])
    return (good.code, good.said) == (0, ["term", "done"]) and none.code == -15 and (late.code, late.said) == (-9, ["term"])


@claim("shell-swallows-the-signal")
def a_shell_in_front_does_not_pass_it_on() -> bool:
    behind = stopped(True, True, shell=True)
    show("SIGTERM to the shell: its exit code, and what the worker says afterwards", [behind.code, *behind.said])
    return behind.said == ["alive"]


ENDS = {
    "handles SIGTERM, finishes its job and returns before the stop timeout": (True, True, False),
    "has no SIGTERM handler": (False, True, False),
    "handles SIGTERM, but its job takes longer than the stop timeout": (True, False, False),
    "handles SIGTERM, but was started by `sh -c 'worker; true'`, so that the signal goes to the shell": (True, True, True),
}


@probe
def how_it_ends(worker: str) -> str:
    found = stopped(*ENDS[worker])
    if "term" not in found.said and found.said:
        return "It never sees SIGTERM and works on, until it is killed."
    words = {
        0: "It exits with 0 and the job is done.",
        -15: "SIGTERM ends it at once, the job is lost.",
        -9: "It sees SIGTERM, is ended by SIGKILL, the job is lost.",
    }
    return words[found.code]
