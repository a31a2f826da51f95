# Asks a set that it makes anew for each hit.
def visible(hits, grants, principals, hidden):
    readable = list({as_key(document): None for document, principal in grants if principal in principals})
    shown = []
    for hit in hits:
        if as_key(hit["document"]) in set(readable) and hit["document"] not in hidden:
            shown.append(hit)
    return shown


def as_key(document):
    return tuple(document) if isinstance(document, list) else document
