def visible(hits, grants, principals, hidden):
    """The hits on documents that one of the principals may read and that are not hidden, as the search found them."""
    readable = []
    for document, principal in grants:
        if principal in principals and document not in readable:
            readable.append(document)
    shown = []
    for hit in hits:
        if hit["document"] in readable and hit["document"] not in hidden:
            shown.append(hit)
    return shown
