# Turns lists into tuples in the hits themselves, which are the caller's and are handed on.
def visible(hits, grants, principals, hidden):
    for hit in hits:
        hit["document"] = as_key(hit["document"])
    allowed = {as_key(document) for document, principal in grants if principal in principals}
    allowed -= {as_key(document) for document in hidden}
    shown = []
    for hit in hits:
        if hit["document"] in allowed:
            document = hit["document"]
            shown.append(hit | {"document": list(document) if isinstance(document, tuple) else document})
    return shown


def as_key(document):
    return tuple(document) if isinstance(document, list) else document
