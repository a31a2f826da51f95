# Makes a dict of the grants, which remembers only the last principal of each document.
def visible(hits, grants, principals, hidden):
    granted_to = {as_key(document): principal for document, principal in grants}
    denied = {as_key(document) for document in hidden}
    shown = []
    for hit in hits:
        key = as_key(hit["document"])
        if granted_to.get(key) in principals and key not in denied:
            shown.append(hit)
    return shown


def as_key(document):
    return tuple(document) if isinstance(document, list) else document
