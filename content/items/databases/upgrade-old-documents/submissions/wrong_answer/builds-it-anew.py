# Builds the document from the fields that it knows, and loses the others.
from decimal import Decimal


def upgrade(document):
    version = document.get("version")
    if version is None:
        customer, email, cents = document["customer"], None, int(Decimal(document["total"]) * 100)
    elif version == 2:
        customer, email, cents = document["customer"]["name"], document["customer"].get("email"), document["total_cents"]
    elif version == 3:
        customer, email, cents = document["customer"]["name"], document["customer"]["email"], document["total"]["cents"]
    else:
        raise ValueError(version)
    made = {"version": 3, "customer": {"name": customer, "email": email}, "total": {"cents": cents, "currency": "EUR"}}
    return {"_id": document["_id"], **made} if "_id" in document else made
