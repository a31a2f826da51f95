# Drops repeated grants with a set, and then asks the list that it kept beside it.
def visible(hits, grants, principals, hidden):
    seen, readable = set(), []
    for document, principal in grants:
        key = as_key(document)
        if principal in principals and key not in seen:
            seen.add(key)
            readable.append(document)
    denied = {as_key(document) for document in hidden}
    return [hit for hit in hits if hit["document"] in readable and as_key(hit["document"]) not in denied]


def as_key(document):
    return tuple(document) if isinstance(document, list) else document
