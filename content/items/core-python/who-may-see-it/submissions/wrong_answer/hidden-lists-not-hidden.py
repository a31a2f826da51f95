# Looks a hit up among the hidden names as it stands, where lists have become tuples.
def visible(hits, grants, principals, hidden):
    allowed = {as_key(document) for document, principal in grants if principal in principals}
    denied = {document for document in hidden if not isinstance(document, list)}
    return [hit for hit in hits if as_key(hit["document"]) in allowed - denied]


def as_key(document):
    return tuple(document) if isinstance(document, list) else document
