def visible(hits, grants, principals, hidden):
    allowed = {as_key(document) for document, principal in grants if principal in principals}
    allowed.difference_update(map(as_key, hidden))
    return [hit for hit in hits if as_key(hit["document"]) in allowed]


def as_key(document):
    return tuple(document) if isinstance(document, list) else document
