# Makes a tuple of every name: the text "ab" and the list ["a", "b"] become the same.
def visible(hits, grants, principals, hidden):
    allowed = {tuple(document) for document, principal in grants if principal in principals}
    allowed -= set(map(tuple, hidden))
    return [hit for hit in hits if tuple(hit["document"]) in allowed]
