# Keeps the hits in a dict by document, which has room for one hit of each.
def visible(hits, grants, principals, hidden):
    allowed = {as_key(document) for document, principal in grants if principal in principals}
    allowed -= {as_key(document) for document in hidden}
    by_document = {as_key(hit["document"]): hit for hit in reversed(hits)}
    return [hit for key, hit in reversed(by_document.items()) if key in allowed]


def as_key(document):
    return tuple(document) if isinstance(document, list) else document
