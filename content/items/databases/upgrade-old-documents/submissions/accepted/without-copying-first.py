from copy import deepcopy


def cents_of(text):
    sign = -1 if text.startswith("-") else 1
    euros, _, rest = text.lstrip("-").partition(".")
    return sign * (int(euros) * 100 + int(rest.ljust(2, "0")))


def second(old):
    rest = {name: deepcopy(value) for name, value in old.items() if name not in ("customer", "total")}
    return {**rest, "version": 2, "customer": {"name": old["customer"]}, "total_cents": cents_of(old["total"])}


def third(old):
    rest = {name: deepcopy(value) for name, value in old.items() if name not in ("customer", "total_cents")}
    customer = {"email": None, **deepcopy(old["customer"])}
    return {**rest, "version": 3, "customer": customer, "total": {"cents": old["total_cents"], "currency": "EUR"}}


def upgrade(document):
    if "version" not in document:
        return third(second(document))
    if document["version"] == 2:
        return third(document)
    if document["version"] == 3:
        return deepcopy(document)
    raise ValueError(f"unknown version {document['version']!r}")
