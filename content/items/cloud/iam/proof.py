# %% A model of the documented evaluation, not AWS: does a statement apply?
# Follows the IAM User Guide (2026): "How AWS enforcement code logic evaluates requests", "Policy evaluation for requests within a
# single account", "Cross-account policy evaluation logic", and "Condition operators". Nothing here talks to AWS.
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

from hotseat.proof import claim, probe, show

type Statement = Mapping[str, Any]
type Policy = Sequence[Statement]
"""The statements of one or several JSON policies of one type; None, elsewhere, where there is no policy of that type."""


@dataclass(frozen=True)
class Request:
    """What is asked: by whom (an ARN), which action, on which resource, in which account, with which context keys.

    For a role session, `principal` is the session's ARN and `role` the role's.
    """

    principal: str
    action: str
    resource: str
    owner: str = "111111111111"
    role: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)

    @property
    def account(self) -> str:
        """The account of the principal."""
        return self.principal.split(":")[4]


def listed(value: str | Sequence[str]) -> Sequence[str]:
    """A policy may write one string in place of a list."""
    return [value] if isinstance(value, str) else value


def matches(pattern: str, value: str, *, fold: bool = False) -> bool:
    """`*` for any characters, `?` for one; actions are compared without regard to case."""
    text = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(text, value, re.IGNORECASE if fold else 0) is not None


def operator_holds(operator: str, wanted: Sequence[str], got: str | None) -> bool:
    """One condition operator. A key that is not in the request makes it false, unless the operator negates or says IfExists."""
    name = operator.removesuffix("IfExists")
    negates = "Not" in name
    if got is None:
        return negates or operator.endswith("IfExists")
    fold = name == "Bool"
    found = any(
        matches(value, got, fold=fold) if "Like" in name else value.lower() == got.lower() if fold else value == got
        for value in wanted
    )
    return found != negates


def applies(statement: Statement, request: Request) -> bool:
    """Whether action, resource and conditions of a statement fit the request; its principal is looked at elsewhere."""
    actions, not_actions = statement.get("Action"), statement.get("NotAction")
    if actions is not None and not any(matches(each, request.action, fold=True) for each in listed(actions)):
        return False
    if not_actions is not None and any(matches(each, request.action, fold=True) for each in listed(not_actions)):
        return False
    if not any(matches(each, request.resource) for each in listed(statement.get("Resource", "*"))):
        return False
    conditions = statement.get("Condition", {})
    return all(
        operator_holds(operator, listed(value), request.context.get(key))
        for operator, keys in conditions.items()
        for key, value in keys.items()
    )


def effects(policy: Policy | None, request: Request) -> set[str]:
    """Allow and Deny among the statements that apply."""
    return {statement["Effect"] for statement in policy or () if applies(statement, request)}


# %% Whom does a resource-based policy name?
DIRECT, ROLE, ACCOUNT = "direct", "role", "account"


def named(statement: Statement, request: Request) -> str | None:
    """How the principal element covers the requester: its own ARN (or everybody), its role's ARN, its account, or not."""
    for principal in listed(statement["Principal"] if isinstance(statement["Principal"], str) else statement["Principal"]["AWS"]):
        if principal in ("*", request.principal):
            return DIRECT
        if request.role is not None and principal == request.role:
            return ROLE
        if principal in (request.account, f"arn:aws:iam::{request.account}:root"):
            return ACCOUNT
    return None


def granted_by_resource(policy: Policy | None, request: Request) -> set[str]:
    """The ways in which Allow statements of the resource's policy cover the requester."""
    found = (
        named(statement, request) for statement in policy or () if statement["Effect"] == "Allow" and applies(statement, request)
    )
    return {way for way in found if way}


# %% The decision, step by step, in the order of the guide
@dataclass(frozen=True)
class Policies:
    """Everything that may have a say. None: no policy of that type.

    `scps` and `rcps` hold, by account, one policy for each level from the root of its organisation to the account.
    """

    identity: Policy | None = None
    resource: Policy | None = None
    boundary: Policy | None = None
    session: Policy | None = None
    scps: Mapping[str, Sequence[Policy]] = field(default_factory=dict)
    rcps: Mapping[str, Sequence[Policy]] = field(default_factory=dict)
    must_name: bool = False  # role trust policies and KMS key policies: the resource's own policy has to agree


ALLOWED = "allowed"


def evaluate(policies: Policies, request: Request) -> str:
    """`allowed`, or the first reason in the documented order for which the request is denied."""
    scps, rcps = policies.scps.get(request.account, ()), policies.rcps.get(request.owner, ())
    for name, policy in everything(policies, scps, rcps):
        if "Deny" in effects(policy, request) and (name != "resource" or denied_by_resource(policy, request)):
            return f"explicit deny: {name}"
    if not all("Allow" in effects(policy, request) for policy in rcps):
        return "implicit deny: rcp"
    if not all("Allow" in effects(policy, request) for policy in scps):
        return "implicit deny: scp"
    ways = granted_by_resource(policies.resource, request)
    if request.account != request.owner:
        return limited(policies, request, identity=True) if ways else "implicit deny: resource"
    if policies.must_name and not ways:
        return "implicit deny: resource"
    if DIRECT in ways:
        return ALLOWED
    return limited(policies, request, identity=ROLE not in ways)


def everything(policies: Policies, scps: Sequence[Policy], rcps: Sequence[Policy]) -> Iterator[tuple[str, Policy | None]]:
    """All policies, for the search for an explicit deny."""
    yield from (("scp", policy) for policy in scps)
    yield from (("rcp", policy) for policy in rcps)
    for name in ("resource", "identity", "boundary", "session"):
        yield name, getattr(policies, name)


def denied_by_resource(policy: Policy | None, request: Request) -> bool:
    """Whether a Deny of the resource's policy covers the requester."""
    return any(each["Effect"] == "Deny" and applies(each, request) and named(each, request) for each in policy or ())


def limited(policies: Policies, request: Request, *, identity: bool) -> str:
    """What must still allow: the identity's own policies (unless the role was named), its boundary, its session's policy."""
    if identity and "Allow" not in effects(policies.identity, request):
        return "implicit deny: identity"
    for name in ("boundary", "session"):
        policy = getattr(policies, name)
        if policy is not None and "Allow" not in effects(policy, request):
            return f"implicit deny: {name}"
    return ALLOWED


# %% Checked against the guide's own examples
def allow(action: str | Sequence[str], resource: str | Sequence[str] = "*", **more: object) -> Statement:
    """An Allow statement."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | Sequence[str], resource: str | Sequence[str] = "*", **more: object) -> Statement:
    """A Deny statement."""
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


USER = "arn:aws:iam::111111111111:user/carlossalazar"
ROLE_ARN = "arn:aws:iam::111111111111:role/examplerole"
SESSION = "arn:aws:sts::111111111111:assumed-role/examplerole/examplesession"
IDENTITY_DENIES, NO_ALLOW = "explicit deny: identity", "implicit deny: identity"
OWN, PRODUCTION = "arn:aws:s3:::carlossalazar", "arn:aws:s3:::production"


def guide_examples() -> list[tuple[str, str, str]]:
    """(the example, what the guide decides and for which reason, what the model decides)."""
    carlos = [
        allow(["s3:GetBucketLocation", "s3:ListAllMyBuckets"], "arn:aws:s3:::*"),
        allow("s3:*", [OWN, f"{OWN}/*"]),
        deny("s3:*", "arn:aws:s3:::*log*"),
    ]
    bucket = [allow("s3:*", [OWN, f"{OWN}/*"], Principal={"AWS": USER})]
    away = [
        allow("s3:ListAllMyBuckets"),
        allow("s3:*Object*", f"{PRODUCTION}/*"),
        deny("s3:*", ["arn:aws:s3:::*log*", "arn:aws:s3:::*log*/*"]),
    ]
    shared = [allow(["s3:GetObject*", "s3:PutObject*"], f"{PRODUCTION}/*", Principal={"AWS": USER})]
    reports = [allow(["iam:Get*", "iam:List*"]), deny("iam:*Report")]
    boundary = [allow(["s3:*", "cloudwatch:*", "ec2:*"])]

    def put(resource: str, owner: str = "111111111111") -> Request:
        return Request(USER, "s3:PutObject", resource, owner)

    def iam(action: str) -> Request:
        return Request(USER, action, "*")

    other = "222222222222"
    return [
        ("Carlos, the logs bucket", IDENTITY_DENIES, evaluate(Policies(carlos), put(f"{OWN}-logs/file"))),
        ("Carlos, his bucket", ALLOWED, evaluate(Policies(carlos, bucket), put(f"{OWN}/file"))),
        ("Carlos, his bucket, bucket policy alone", ALLOWED, evaluate(Policies([], bucket), put(f"{OWN}/file"))),
        (
            "Carlos, another account's logs bucket",
            IDENTITY_DENIES,
            evaluate(Policies(away), put(f"{PRODUCTION}-logs/file", other)),
        ),
        ("Carlos, another account's bucket", ALLOWED, evaluate(Policies(away, shared), put(f"{PRODUCTION}/file", other))),
        (
            "Carlos, another account's bucket, its policy alone",
            NO_ALLOW,
            evaluate(Policies([], shared), put(f"{PRODUCTION}/file", other)),
        ),
        (
            "Shirley creates a user",
            "implicit deny: boundary",
            evaluate(Policies([allow("iam:CreateUser")], boundary=boundary), iam("iam:CreateUser")),
        ),
        ("Get and List are allowed", ALLOWED, evaluate(Policies(reports), iam("iam:GetUser"))),
        ("CreatePolicy is denied implicitly", NO_ALLOW, evaluate(Policies(reports), iam("iam:CreatePolicy"))),
        (
            "a report stays denied when another policy allows it",
            IDENTITY_DENIES,
            evaluate(Policies([*reports, allow("iam:GenerateCredentialReport")]), iam("iam:GenerateCredentialReport")),
        ),
    ]


@claim("guide-examples")
def the_model_decides_as_the_guide_does() -> bool:
    examples = guide_examples()
    for told, _, got in examples:
        show(told, got)
    return len(examples) == 10 and all(got == expected for _, expected, got in examples)


# %% Every combination of what seven policies may say
SAYS: dict[str, Policy | None] = {
    "absent": None,
    "silent": [allow("s3:ListBucket")],
    "allow": [allow("s3:GetObject")],
    "deny": [allow("s3:GetObject"), deny("s3:GetObject")],
}


@dataclass(frozen=True)
class Combination:
    """What each type of policy says about one request, and what the model decides."""

    says: Mapping[str, str]
    names: str
    same_account: bool
    decision: str


@cache
def combinations() -> tuple[Combination, ...]:
    """All of them: a role session asks, in its own account or another; the resource's policy names session, role or account."""
    found = []
    organisation = ("absent", "silent", "allow", "deny")
    for identity, resource, boundary, session in product(SAYS, repeat=4):
        for scp, rcp, same in product(organisation, ("absent", "allow", "deny"), (True, False)):
            for names, principal in ((DIRECT, SESSION), (ROLE, ROLE_ARN), (ACCOUNT, "111111111111")):
                says, owner = SAYS[resource], "111111111111" if same else "222222222222"
                policies = Policies(
                    SAYS[identity],
                    None if says is None else [{**each, "Principal": {"AWS": principal}} for each in says],
                    SAYS[boundary],
                    SAYS[session],
                    {} if scp == "absent" else {"111111111111": [SAYS[scp] or ()]},
                    {} if rcp == "absent" else {owner: [SAYS[rcp] or ()]},
                )
                request = Request(SESSION, "s3:GetObject", "arn:aws:s3:::data/file", owner, ROLE_ARN)
                told = {
                    "identity": identity,
                    "resource": resource,
                    "boundary": boundary,
                    "session": session,
                    "scp": scp,
                    "rcp": rcp,
                }
                found.append(Combination(told, names, same, evaluate(policies, request)))
    return tuple(found)


@claim("deny-wins")
def one_deny_anywhere_decides() -> bool:
    every = combinations()
    denied = [each for each in every if "deny" in each.says.values()]
    show(
        "combinations; with an explicit deny; of these allowed",
        [len(every), len(denied), sum(e.decision == ALLOWED for e in denied)],
    )
    return len(denied) > 1000 and all(each.decision.startswith("explicit deny") for each in denied)


@claim("guardrails-never-grant")
def scps_rcps_boundaries_and_session_policies_only_take_away() -> bool:
    every = combinations()
    ungranted = [each for each in every if "allow" not in (each.says["identity"], each.says["resource"])]
    show(
        "combinations with no allow in identity and resource policy; allowed",
        [len(ungranted), sum(e.decision == ALLOWED for e in ungranted)],
    )
    return bool(ungranted) and all(each.decision != ALLOWED for each in ungranted)


@claim("either-or-both")
def one_side_suffices_at_home_and_both_are_needed_away() -> bool:
    plain = [
        each
        for each in combinations()
        if {each.says[kind] for kind in ("boundary", "session", "scp", "rcp")} == {"absent"}
        and "deny" not in each.says.values()
        and each.names != ACCOUNT
    ]
    grants = [(each.says["identity"] == "allow", each.says["resource"] == "allow") for each in plain]
    for same, where in ((True, "same account"), (False, "another account")):
        found = {pair: each.decision for pair, each in zip(grants, plain, strict=True) if each.same_account == same}
        show(
            f"{where}: identity alone, resource alone, both",
            [found[pair] for pair in ((True, False), (False, True), (True, True))],
        )
    return all(
        (each.decision == ALLOWED) == (any(pair) if each.same_account else all(pair))
        for pair, each in zip(grants, plain, strict=True)
    )


@claim("whom-it-names")
def a_grant_to_the_role_is_limited_and_one_to_the_session_is_not() -> bool:
    decided = {
        (each.names, limit): each.decision
        for each in combinations()
        for limit in ("identity", "boundary", "session")
        if each.same_account
        and each.says["resource"] == "allow"
        and each.says[limit] == "silent"
        and all(
            said == ("allow" if kind == "identity" else "absent")
            for kind, said in each.says.items()
            if kind not in (limit, "resource")
        )
    }
    for names in (DIRECT, ROLE, ACCOUNT):
        show(
            f"resource policy names {names}; identity, boundary, session silent",
            [decided[names, limit] for limit in ("identity", "boundary", "session")],
        )
    return (
        all(decided[DIRECT, limit] == ALLOWED for limit in ("identity", "boundary", "session"))
        and decided[ROLE, "identity"] == ALLOWED
        and decided[ROLE, "boundary"] == "implicit deny: boundary"
        and decided[ROLE, "session"] == "implicit deny: session"
        and decided[ACCOUNT, "identity"] == "implicit deny: identity"
    )


# %% Organisations: whom an SCP follows, and every level
@claim("scp-follows-the-principal")
def an_scp_limits_our_people_and_not_our_resources() -> bool:
    guest, our_account, their_account = "arn:aws:iam::222222222222:user/guest", "111111111111", "222222222222"
    bucket = [allow("s3:GetObject", Principal={"AWS": guest})]
    request = Request(guest, "s3:GetObject", "arn:aws:s3:::data/file", our_account)
    own = [allow("s3:GetObject")]
    no_s3 = [allow("*"), deny("s3:*")]
    by_scp = evaluate(Policies(own, bucket, scps={our_account: [no_s3]}), request)
    by_rcp = evaluate(Policies(own, bucket, rcps={our_account: [no_s3]}), request)
    theirs = evaluate(Policies(own, bucket, scps={their_account: [no_s3]}), request)
    show("a guest reads our bucket: our SCP denies, our RCP denies, their SCP denies", [by_scp, by_rcp, theirs])
    return (by_scp, by_rcp, theirs) == (ALLOWED, "explicit deny: rcp", "explicit deny: scp")


@claim("every-level-must-allow")
def an_scp_must_allow_at_every_level() -> bool:
    full, only_ec2 = [allow("*")], [allow("ec2:*")]
    request = Request(USER, "s3:GetObject", "arn:aws:s3:::data/file")
    levels = [[full, full, full], [full, only_ec2, full], [full, [*only_ec2, *full], full]]
    found = [evaluate(Policies([allow("*")], scps={request.account: each}), request) for each in levels]
    show("root, unit, account: full each; ec2 alone at the unit; ec2 beside full at the unit", found)
    return found == [ALLOWED, "implicit deny: scp", ALLOWED]


# %% Conditions on keys that are not there
def without_mfa(operator: str, context: Mapping[str, str]) -> str:
    """What a Deny on missing MFA decides for an administrator."""
    guard = deny("*", Condition={operator: {"aws:MultiFactorAuthPresent": "false"}})
    return evaluate(Policies([allow("*"), guard]), Request(USER, "ec2:StopInstances", "*", context=context))


@claim("missing-key")
def a_deny_on_a_key_that_is_not_there_denies_nothing() -> bool:
    requests = {
        "session with MFA": {"aws:MultiFactorAuthPresent": "true"},
        "session without": {"aws:MultiFactorAuthPresent": "false"},
        "access key": {},
    }
    plain = [without_mfa("Bool", context) == ALLOWED for context in requests.values()]
    exists = [without_mfa("BoolIfExists", context) == ALLOWED for context in requests.values()]
    show("Deny with Bool: MFA session, session without, access key are allowed", plain)
    show("Deny with BoolIfExists", exists)
    tagged = deny("*", Condition={"StringNotEquals": {"aws:PrincipalTag/team": "payments"}})
    untagged = evaluate(Policies([allow("*"), tagged]), Request(USER, "ec2:StopInstances", "*"))
    show("Deny with StringNotEquals on a tag, request without the tag", untagged)
    return plain == [True, False, True] and exists == [True, False, False] and untagged == "explicit deny: identity"


# %% Resources whose own policy must agree
@claim("key-policy-must-agree")
def for_keys_and_roles_an_identity_policy_alone_is_nothing() -> bool:
    request = Request(USER, "kms:Decrypt", "arn:aws:kms:eu-west-1:111111111111:key/1")
    identity = [allow("kms:Decrypt")]
    only_admin = [allow("kms:*", Principal={"AWS": "arn:aws:iam::111111111111:user/admin"})]
    enabling = [allow("kms:*", Principal={"AWS": "arn:aws:iam::111111111111:root"})]
    found = [
        evaluate(Policies(identity, only_admin, must_name=True), request),
        evaluate(Policies(identity, enabling, must_name=True), request),
        evaluate(Policies([], enabling, must_name=True), request),
    ]
    show("key policy names another user; names the account; names the account, no identity policy", found)
    return found == ["implicit deny: resource", ALLOWED, "implicit deny: identity"]


@claim("role-makes-it-local")
def after_assuming_a_role_the_request_is_no_longer_cross_account() -> bool:
    bucket_owner = "222222222222"
    trust = [allow("sts:AssumeRole", Principal={"AWS": "arn:aws:iam::111111111111:root"})]
    assume = Request(USER, "sts:AssumeRole", "arn:aws:iam::222222222222:role/reader", bucket_owner)
    assumed = [evaluate(Policies(own, trust, must_name=True), assume) for own in ([], [allow("sts:AssumeRole")])]
    session = "arn:aws:sts::222222222222:assumed-role/reader/carlos"
    read = Request(session, "s3:GetObject", "arn:aws:s3:::data/file", bucket_owner, "arn:aws:iam::222222222222:role/reader")
    as_role = evaluate(Policies([allow("s3:GetObject")]), read)
    show("assume: without and with an identity policy at home; then read with no bucket policy", [*assumed, as_role])
    return assumed == ["implicit deny: identity", ALLOWED] and as_role == ALLOWED


# %% Probes
@probe
def decision(case: str) -> str:
    """The verdict when the resource's policy allows and one other policy is silent: "the role's ARN; the session policy"."""
    whom, _, silent = case.partition("; the ")
    principal = {"the session's ARN": SESSION, "the role's ARN": ROLE_ARN, "the account": "111111111111"}[whom]
    parts: dict[str, Any] = {
        "identity": [allow("s3:GetObject")],
        "resource": [allow("s3:GetObject", Principal={"AWS": principal})],
        {"identity policy": "identity", "permissions boundary": "boundary", "session policy": "session"}[silent]: [
            allow("s3:ListBucket")
        ],
    }
    request = Request(SESSION, "s3:GetObject", "arn:aws:s3:::data/file", role=ROLE_ARN)
    return {
        ALLOWED: "It is allowed.",
        "implicit deny: identity": "It is denied: no identity policy allows it.",
        "implicit deny: boundary": "It is denied: the permissions boundary does not allow it.",
        "implicit deny: session": "It is denied: the session policy does not allow it.",
    }[evaluate(Policies(**parts), request)]


@probe
def mfa_matrix(operator: str, effect: str) -> list[str]:
    """Which of four requests get through a policy on MFA."""
    key = {operator: {"aws:MultiFactorAuthPresent": "true" if effect == "Allow" else "false"}}
    policy = [allow("*", Condition=key)] if effect == "Allow" else [allow("*"), deny("*", Condition=key)]
    requests = {
        "a session that used MFA": {"aws:MultiFactorAuthPresent": "true"},
        "a session that did not use MFA": {"aws:MultiFactorAuthPresent": "false"},
        "a request signed with a long-term access key": {},
    }
    return [
        who
        for who, context in requests.items()
        if evaluate(Policies(policy), Request(USER, "ec2:StopInstances", "*", context=context)) == ALLOWED
    ]


@probe
def enough(where: str, resource_kind: str) -> list[str]:
    """Which sets of policies let a user read: identity alone, resource alone (naming the user), both."""
    owner = "111111111111" if where == "the same account" else "222222222222"
    grant, named_user = [allow("*")], [allow("*", Principal={"AWS": USER})]
    other = [allow("*", Principal={"AWS": "arn:aws:iam::111111111111:user/admin"})]
    request = Request(USER, "kms:Decrypt" if resource_kind == "KMS key" else "s3:GetObject", "arn:aws:x", owner)
    must = resource_kind == "KMS key"
    sets = {
        "the identity policy alone": Policies(grant, other, must_name=must),
        "the resource's policy alone": Policies([], named_user, must_name=must),
        "both together": Policies(grant, named_user, must_name=must),
    }
    return [name for name, policies in sets.items() if evaluate(policies, request) == ALLOWED]
