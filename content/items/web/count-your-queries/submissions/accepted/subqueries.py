from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce


def listing(concerts):
    def of_concert(aggregate):
        one = concerts.model.objects.filter(pk=OuterRef("pk")).order_by().annotate(number=aggregate)
        return Coalesce(Subquery(one.values("number")), 0)

    full = concerts.prefetch_related("venue", "bands").annotate(
        unpaid=of_concert(Count("tickets", filter=Q(tickets__paid=False))),
        takings=of_concert(Sum("tickets__price", filter=Q(tickets__paid=True))),
        review_count=of_concert(Count("reviews")),
    )
    return [
        {
            "title": concert.title,
            "venue": concert.venue and concert.venue.name,
            "bands": sorted(band.name for band in concert.bands.all()),
            "unpaid": concert.unpaid,
            "takings": concert.takings,
            "reviews": concert.review_count,
        }
        for concert in full
    ]
