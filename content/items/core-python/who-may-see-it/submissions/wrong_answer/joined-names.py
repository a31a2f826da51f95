# Joins the parts of a name to a text, so that different names become one.
def visible(hits, grants, principals, hidden):
    allowed = {as_key(document) for document, principal in grants if principal in principals}
    allowed -= {as_key(document) for document in hidden}
    return [hit for hit in hits if as_key(hit["document"]) in allowed]


def as_key(document):
    return "/".join(map(str, document)) if isinstance(document, list) else document
