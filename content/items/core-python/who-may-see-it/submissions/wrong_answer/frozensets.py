# Makes a frozenset of a list, which forgets the order of its parts.
def visible(hits, grants, principals, hidden):
    allowed = {as_key(document) for document, principal in grants if principal in principals}
    allowed -= {as_key(document) for document in hidden}
    return [hit for hit in hits if as_key(hit["document"]) in allowed]


def as_key(document):
    return frozenset(document) if isinstance(document, list) else document
