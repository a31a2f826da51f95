# Joins from the grants and returns the hits in their order, where the search's ranking should stay.
def visible(hits, grants, principals, hidden):
    by_document = {}
    for hit in hits:
        by_document.setdefault(as_key(hit["document"]), []).append(hit)
    denied = {as_key(document) for document in hidden}
    readable = dict.fromkeys(as_key(document) for document, principal in grants if principal in principals)
    return [hit for key in readable if key not in denied for hit in by_document.get(key, [])]


def as_key(document):
    return tuple(document) if isinstance(document, list) else document
