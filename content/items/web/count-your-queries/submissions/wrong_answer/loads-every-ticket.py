# Prefetches all tickets to count and add them in Python.
from django.db.models import Count


def listing(concerts):
    """A dict for each concert of the queryset, in its order, in three queries."""
    reviews = dict(concerts.order_by().annotate(count=Count("reviews")).values_list("pk", "count"))
    full = (
        concerts.select_related("venue")
        .prefetch_related("bands", "tickets")
    )
    return [
        {
            "title": concert.title,
            "venue": concert.venue.name if concert.venue else None,
            "bands": sorted(band.name for band in concert.bands.all()),
            "unpaid": sum(not ticket.paid for ticket in concert.tickets.all()),
            "takings": sum(ticket.price for ticket in concert.tickets.all() if ticket.paid),
            "reviews": reviews[concert.pk],
        }
        for concert in full
    ]
