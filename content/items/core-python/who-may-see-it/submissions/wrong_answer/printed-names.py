# Takes str() of every name for its key: the text "[17]" and the list [17] become the same.
def visible(hits, grants, principals, hidden):
    allowed = {str(document) for document, principal in grants if principal in principals}
    allowed -= set(map(str, hidden))
    return [hit for hit in hits if str(hit["document"]) in allowed]
