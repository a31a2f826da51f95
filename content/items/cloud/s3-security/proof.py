# %% Signature Version 4 by query parameters, checked against AWS's own example
# No AWS account is used. What is executed here are the documented rules; the signature is the real algorithm.
import fnmatch
import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from hotseat.proof import chart, claim, probe, show

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"  # AWS's example key, printed in its documentation
ACCESS = "AKIAIOSFODNN7EXAMPLE"
THEN = datetime(2013, 5, 24, tzinfo=UTC)


@dataclass(frozen=True)
class Request:
    """What arrives at the storage; `headers` are names and values in lower case, `at` is when it arrives."""

    method: str = "GET"
    host: str = "examplebucket.s3.amazonaws.com"
    path: str = "/test.txt"
    headers: tuple[tuple[str, str], ...] = ()
    at: datetime = THEN
    size: int = 0
    client: str = "10.0.0.1"


def signature(request: Request, signed: tuple[str, ...], expires: int) -> str:
    """The signature of a presigned URL made at THEN, over the method, the path, the query and the signed headers."""
    day, moment = THEN.strftime("%Y%m%d"), THEN.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{day}/us-east-1/s3/aws4_request"
    headers = dict(request.headers) | {"host": request.host}
    names = sorted({"host", *signed})
    query = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{ACCESS}/{scope}",
        "X-Amz-Date": moment,
        "X-Amz-Expires": str(expires),
        "X-Amz-SignedHeaders": ";".join(names),
    }
    canonical = "\n".join(
        [
            request.method,
            quote(request.path),
            "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(query.items())),
            *(f"{name}:{headers.get(name, '').strip()}" for name in names),
            "",
            ";".join(names),
            "UNSIGNED-PAYLOAD",
        ]
    )
    to_sign = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = b"AWS4" + SECRET.encode()
    for part in (day, "us-east-1", "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, to_sign.encode(), "sha256").hexdigest()


def accepted(request: Request, presented: str, signed: tuple[str, ...], expires: int) -> bool:
    """Whether the storage takes a request with that signature: not too late, and signed over what has arrived."""
    in_time = THEN <= request.at <= THEN + timedelta(seconds=expires)
    return in_time and hmac.compare_digest(presented, signature(request, signed, expires))


@claim("signature-as-documented")
def the_documented_signature_comes_out() -> bool:
    found = signature(Request(), (), 86400)
    show("signature of the documentation's presigned GET of test.txt", found)
    return found == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"


UPLOAD = Request("PUT", path="/invoice.pdf", headers=(("content-type", "application/pdf"),), size=1000)
CHANGED = {
    "another client's address": replace(UPLOAD, client="203.0.113.9"),
    "a body of 5 GB in place of 1 kB": replace(UPLOAD, size=5 * 10**9),
    "Content-Type text/html in place of application/pdf": replace(UPLOAD, headers=(("content-type", "text/html"),)),
    "another key": replace(UPLOAD, path="/other.pdf"),
    "GET in place of PUT": replace(UPLOAD, method="GET"),
    "ten minutes later": replace(UPLOAD, at=THEN + timedelta(minutes=10)),
}


def still_accepted(expires: int, signed: tuple[str, ...]) -> list[str]:
    presented = signature(UPLOAD, signed, expires)
    return [change for change, request in CHANGED.items() if accepted(request, presented, signed, expires)]


@probe
def what_the_url_allows(minutes: int, signed: str) -> list[str]:
    return still_accepted(minutes * 60, ("content-type",) if "Content-Type" in signed else ())


@claim("what-is-signed-is-bound")
def a_presigned_url_is_for_everybody_and_binds_what_it_names() -> bool:
    host_only, with_type = still_accepted(3600, ()), still_accepted(3600, ("content-type",))
    short = still_accepted(300, ())
    show("changes that a URL of an hour, signed over the host only, still allows", host_only)
    show("with Content-Type signed", with_type)
    show("of five minutes", short)
    return (
        host_only
        == [
            "another client's address",
            "a body of 5 GB in place of 1 kB",
            "Content-Type text/html in place of application/pdf",
            "ten minutes later",
        ]
        and with_type == ["another client's address", "a body of 5 GB in place of 1 kB", "ten minutes later"]
        and short == host_only[:-1]
    )


# %% Which resource an action is about
def granted(action: str, resource: str, statements: list[tuple[str, str]]) -> bool:
    """Whether one of the Allow statements, each an action and a resource with wildcards, covers this."""
    return any(fnmatch.fnmatchcase(action, allowed) and fnmatch.fnmatchcase(resource, arn) for allowed, arn in statements)


BUCKET, OBJECT = "arn:aws:s3:::shop", "arn:aws:s3:::shop/invoices/7.pdf"
CALLS = {
    "list the bucket": ("s3:ListBucket", BUCKET),
    "read an object": ("s3:GetObject", OBJECT),
    "write an object": ("s3:PutObject", OBJECT),
    "delete the bucket": ("s3:DeleteBucket", BUCKET),
}


@probe
def calls_granted(action: str, resource: str) -> list[str]:
    return [name for name, (wanted, about) in CALLS.items() if granted(wanted, about, [(action, resource)])] or ["none of them"]


@claim("bucket-and-objects-are-two")
def a_statement_about_the_bucket_says_nothing_of_its_objects() -> bool:
    grants = {
        ("s3:*", BUCKET): ["list the bucket", "delete the bucket"],
        ("s3:*", BUCKET + "/*"): ["read an object", "write an object"],
        ("s3:GetObject", BUCKET): [],
        ("s3:ListBucket", BUCKET + "/*"): [],
        ("s3:*", BUCKET + "*"): list(CALLS),
    }
    found = {pair: [name for name, (wanted, about) in CALLS.items() if granted(wanted, about, [pair])] for pair in grants}
    neighbour = granted("s3:GetObject", "arn:aws:s3:::shop-backup/dump.sql", [("s3:GetObject", BUCKET + "*")])
    for (action, resource), names in found.items():
        show(f"{action} on {resource}", ", ".join(names) or "nothing")
    show("s3:GetObject on arn:aws:s3:::shop* reads an object of shop-backup", neighbour)
    return found == grants and neighbour


# %% Public or not, and what the four switches stop
FIXED = {
    "aws:SourceIp",
    "aws:SourceArn",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:SourceAccount",
    "aws:PrincipalOrgID",
    "aws:userid",
}


def is_public(statement: dict) -> bool:
    """Whether an Allow is public as documented: for everybody, and not limited by a fixed value of one of certain keys."""
    if statement["Effect"] != "Allow" or statement["Principal"] != "*":
        return False
    for keys in statement.get("Condition", {}).values():
        for key, value in keys.items():
            if key in FIXED and not any(wild in value for wild in "*?") and value != "0.0.0.0/0":
                return False
    return True


def allow(**condition: str) -> dict:
    keys = {name.replace("_", ":"): value for name, value in condition.items()}
    return {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Condition": {"StringLike": keys} if keys else {}}


STATEMENTS = {
    "everybody, no condition": allow(),
    "everybody, from the VPC vpc-91237329": allow(aws_SourceVpc="vpc-91237329"),
    "everybody, from a VPC that matches vpc-*": allow(aws_SourceVpc="vpc-*"),
    "everybody, from 203.0.113.0/24": allow(aws_SourceIp="203.0.113.0/24"),
    "everybody, from 0.0.0.0/0": allow(aws_SourceIp="0.0.0.0/0"),
    "everybody, with the referrer https://shop.example/": allow(aws_Referer="https://shop.example/"),
    "the account 111122223333": {"Effect": "Allow", "Principal": "arn:aws:iam::111122223333:root", "Action": "s3:GetObject"},
}


@probe
def counted_as_public(first: str, second: str, third: str) -> int:
    return sum(is_public(STATEMENTS[name]) for name in (first, second, third))


@claim("public-as-documented")
def a_wildcard_in_a_condition_does_not_make_it_private() -> bool:
    found = {name: is_public(statement) for name, statement in STATEMENTS.items()}
    for name, public in found.items():
        show(name, "public" if public else "not public")
    return list(found.values()) == [True, False, True, False, True, True, False]


EVENTS = [
    "a new public ACL is accepted",
    "an existing public ACL lets strangers read",
    "a new public policy is accepted",
    "an existing public policy lets strangers read",
]
STOPS = {
    "BlockPublicAcls": EVENTS[0],
    "IgnorePublicAcls": EVENTS[1],
    "BlockPublicPolicy": EVENTS[2],
    "RestrictPublicBuckets": EVENTS[3],
}


def still_possible(on: set[str]) -> list[str]:
    """What the settings that are on leave possible."""
    return [event for event in EVENTS if event not in {STOPS[setting] for setting in on}]


@probe
def left_open(on: str) -> list[str]:
    return still_possible(set(on.split(" and "))) or ["none of them"]


@claim("two-block-two-undo")
def blocking_new_grants_leaves_old_ones_working() -> bool:
    blocks, undoes = (
        still_possible({"BlockPublicAcls", "BlockPublicPolicy"}),
        still_possible({"IgnorePublicAcls", "RestrictPublicBuckets"}),
    )
    everything = still_possible(set(STOPS))
    show("possible with the two that block", blocks)
    show("possible with the two that undo", undoes)
    show("possible with all four", everything or "nothing")
    chart(
        "What each pair of settings leaves possible",
        ["none on", "the two that block", "the two that undo", "all four"],
        {"of 4": [4.0, float(len(blocks)), float(len(undoes)), float(len(everything))]},
        x_label="settings on",
        y_label="ways",
        kind="bars",
    )
    return blocks == [EVENTS[1], EVENTS[3]] and undoes == [EVENTS[0], EVENTS[2]] and not everything
