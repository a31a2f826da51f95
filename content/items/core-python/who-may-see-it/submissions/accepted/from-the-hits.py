def visible(hits, grants, principals, hidden):
    places = {}
    for place, hit in enumerate(hits):
        places.setdefault(as_key(hit["document"]), []).append(place)
    kept = {}
    for document, principal in grants:
        if principal in principals and (key := as_key(document)) in places:
            kept[key] = places[key]
    for document in hidden:
        kept.pop(as_key(document), None)
    return [hits[place] for place in sorted(place for some in kept.values() for place in some)]


def as_key(document):
    return tuple(document) if isinstance(document, list) else document
