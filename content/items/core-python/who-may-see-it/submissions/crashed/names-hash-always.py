# Takes it for granted that every name can stand in a set; a list cannot.
def visible(hits, grants, principals, hidden):
    allowed = {document for document, principal in grants if principal in principals}
    allowed -= set(hidden)
    return [hit for hit in hits if hit["document"] in allowed]
