# Looks the readable documents up in a set, and still walks the list of the hidden ones.
def visible(hits, grants, principals, hidden):
    readable = {as_key(document) for document, principal in grants if principal in principals}
    return [hit for hit in hits if as_key(hit["document"]) in readable and hit["document"] not in hidden]


def as_key(document):
    return tuple(document) if isinstance(document, list) else document
