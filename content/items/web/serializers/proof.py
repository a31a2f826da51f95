# %% A real Django REST framework: halls in cities, events in halls, and counters around what serializers do
import sys
from collections.abc import Callable, Sequence

import django
from django.conf import settings

from hotseat.proof import chart, claim, probe, show

settings.configure(
    INSTALLED_APPS=["rest_framework", "proof"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None},
    USE_TZ=True,
)
django.setup()

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import IntegrityError, connection, models
from django.test.utils import CaptureQueriesContext
from rest_framework import serializers
from rest_framework.validators import UniqueValidator


class City(models.Model):
    name = models.CharField(max_length=40)


class Hall(models.Model):
    name = models.CharField(max_length=40)
    city = models.ForeignKey(City, null=True, on_delete=models.CASCADE)


class Event(models.Model):
    slug = models.CharField(max_length=10, unique=True)
    start = models.IntegerField()
    end = models.IntegerField()
    seats = models.IntegerField(default=100)
    hall = models.ForeignKey(Hall, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    cleaned = 0

    def clean(self) -> None:
        Event.cleaned += 1
        if self.end < self.start:
            raise DjangoValidationError("ends before it starts")


class Booking(models.Model):
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE)
    day = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "day"], name="one_booking_a_day")]


class Label(models.Model):
    name = models.CharField(max_length=40, unique=True)


class Tag(models.Model):
    name = models.CharField(max_length=40)  # no constraint


MODELS = (City, Hall, Event, Booking, Label, Tag)
with connection.schema_editor() as editor:
    for model in MODELS:
        editor.create_model(model)


def empty() -> None:
    for model in reversed(MODELS):
        model.objects.all().delete()


def queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


# %% The order of validation
class Recorder:
    """What was called in one validation, in order."""

    calls: list[str] = []


def slug_validator(value: str) -> None:
    Recorder.calls.append("slug: validators")


def whole_validator(attrs: dict) -> None:
    Recorder.calls.append("Meta.validators")


class SlugField(serializers.CharField):
    def to_internal_value(self, data):
        Recorder.calls.append("slug: to_internal_value")
        return super().to_internal_value(data)


class Recorded(serializers.Serializer):
    slug = SlugField(max_length=10, validators=[slug_validator])
    end = serializers.IntegerField()

    class Meta:
        validators = [whole_validator]

    def validate_slug(self, value: str) -> str:
        Recorder.calls.append("validate_slug")
        return value

    def validate_end(self, value: int) -> int:
        Recorder.calls.append("validate_end")
        if value < 0:
            raise serializers.ValidationError("negative")
        return value

    def validate(self, attrs: dict) -> dict:
        Recorder.calls.append("validate")
        return attrs


def recorded(data: dict, partial: bool = False) -> list[str]:
    Recorder.calls = []
    Recorded(data=data, partial=partial).is_valid()
    return list(Recorder.calls)


@claim("order-of-validation")
def fields_first_then_the_whole() -> bool:
    found = recorded({"slug": "gala", "end": 5})
    show("called, in order", ", ".join(found))
    fields = ["slug: to_internal_value", "slug: validators", "validate_slug", "validate_end"]
    return found == [*fields, "Meta.validators", "validate"]


@claim("field-error-stops-the-whole")
def an_error_in_a_field_keeps_the_rest_from_running() -> bool:
    data = {"slug": "", "end": -1}
    found = recorded(data)
    errors = Recorded(data=data)
    errors.is_valid()
    show("called with a blank slug and a negative end", ", ".join(found))
    show("fields with errors", ", ".join(errors.errors))
    return found == ["validate_end"] and list(errors.errors) == ["slug", "end"]


class EventData(serializers.ModelSerializer):
    class Meta:
        model = Event
        fields = ["slug", "start", "end", "seats"]


class ReadOnlySeats(EventData):
    class Meta(EventData.Meta):
        read_only_fields = ["seats"]


@claim("extra-input-is-dropped")
def what_is_not_a_writable_field_is_dropped_silently() -> bool:
    empty()
    one = ReadOnlySeats(data={"slug": "gala", "start": 1, "end": 2, "seats": 9, "admin": True})
    valid = one.is_valid()
    show("sent: seats (read-only) and admin (unknown). Valid? What is left?", f"{valid}: {', '.join(one.validated_data)}")
    return valid and list(one.validated_data) == ["slug", "start", "end"]


# %% What ModelSerializer adds, and what it costs
class PlainEvent(serializers.Serializer):
    """The same fields, written out."""

    slug = serializers.CharField(max_length=10)
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    seats = serializers.IntegerField(required=False)

    def create(self, validated_data: dict) -> Event:
        return Event.objects.create(**validated_data)


def python_calls(work: Callable[[], object]) -> int:
    """How many Python functions are called."""
    count = 0

    def on_event(frame, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(on_event)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


ROWS = [Event(slug=f"e{n}", start=n, end=n + 1, seats=n) for n in range(100)]
SIZES = [1, 5, 25]


def as_list(kind: type[serializers.Serializer], size: int) -> Callable[[], object]:
    return lambda: kind(ROWS[:size], many=True).data


def one_by_one(kind: type[serializers.Serializer], size: int) -> Callable[[], object]:
    return lambda: [kind(row).data for row in ROWS[:size]]


@claim("model-serializer-costs-once")
def the_extra_cost_is_in_building_the_fields() -> bool:
    for kind in (EventData, PlainEvent):
        as_list(kind, 1)(), one_by_one(kind, 1)()
    extra = {}
    for how in (as_list, one_by_one):
        model, plain = ([python_calls(how(kind, size)) for size in SIZES] for kind in (EventData, PlainEvent))
        extra[how] = [more - less for more, less in zip(model, plain, strict=True)]
        show(f"Python calls for 1, 5, 25 rows, {how.__name__}: ModelSerializer, Serializer", f"{model}, {plain}")
        if how is as_list:
            chart(
                "Python calls to serialize a list",
                SIZES,
                {"ModelSerializer": model, "Serializer": plain},
                x_label="rows",
                y_label="calls",
                log_x=True,
            )
    once, each = extra[as_list], extra[one_by_one]
    show("extra calls of ModelSerializer: as one list, one serializer for each row", f"{once}, {each}")
    return 100 < once[0] < 250 and once == [once[0]] * 3 and each == [each[0] * size for size in SIZES]


def save_twice(kind: type[serializers.Serializer]) -> str:
    """What happens to the second event with the same slug."""
    empty()
    for _ in range(2):
        one = kind(data={"slug": "gala", "start": 1, "end": 2})
        if not one.is_valid():
            return "invalid"
        try:
            one.save()
        except IntegrityError:
            return "IntegrityError"
    return "saved"


@claim("model-serializer-adds-validators")
def uniqueness_is_checked_by_the_model_serializer_only() -> bool:
    found = [save_twice(EventData), save_twice(PlainEvent)]
    show("the second event with the same slug: ModelSerializer, Serializer with the same fields", ", ".join(found))
    return found == ["invalid", "IntegrityError"]


@claim("model-clean-is-not-called")
def the_rule_in_clean_is_not_asked() -> bool:
    empty()
    Event.cleaned = 0
    one = EventData(data={"slug": "gala", "start": 5, "end": 2})
    valid = one.is_valid() and one.save().end < 5
    show("an event that ends before it starts was validated and saved", str(valid))
    show("calls of Event.clean", Event.cleaned)
    return valid and Event.cleaned == 0


# %% Nested and partial
class HallData(serializers.ModelSerializer):
    class Meta:
        model = Hall
        fields = ["name"]


class WithHall(serializers.ModelSerializer):
    hall = HallData()

    class Meta:
        model = Event
        fields = ["slug", "start", "end", "hall"]


@claim("nested-write-is-refused")
def a_nested_write_validates_and_does_not_save() -> bool:
    empty()
    one = WithHall(data={"slug": "gala", "start": 1, "end": 2, "hall": {"name": "Main"}})
    valid = one.is_valid()
    try:
        one.save()
        refused = "saved"
    except AssertionError as error:
        refused = str(error).split("\n")[0]
    show("valid?", str(valid))
    show("save()", refused)
    return valid and "does not support writable nested fields by default" in refused and not Event.objects.exists()


@claim("partial-reaches-nested")
def partial_makes_nested_fields_optional_too() -> bool:
    data = {"hall": {}}
    whole, part = (WithHall(Event(), data=data, partial=partial) for partial in (False, True))
    found = [whole.is_valid(), part.is_valid()]
    show("an empty hall: valid in a full update, in a partial one", str(found))
    return found == [False, True] and part.validated_data == {"hall": {}}


class Guarded(EventData):
    """The usual cross-field rule."""

    def validate(self, attrs: dict) -> dict:
        if "start" in attrs and "end" in attrs and attrs["end"] < attrs["start"]:
            raise serializers.ValidationError("ends before it starts")
        return attrs


class Merging(EventData):
    """The same rule, on what will be stored."""

    def validate(self, attrs: dict) -> dict:
        start, end = (attrs.get(name, getattr(self.instance, name, None)) for name in ("start", "end"))
        if end < start:
            raise serializers.ValidationError("ends before it starts")
        return attrs


@claim("partial-sees-what-was-sent")
def a_rule_on_two_fields_is_passed_by_sending_one() -> bool:
    empty()
    event = Event.objects.create(slug="gala", start=10, end=20)
    found = []
    for kind in (Guarded, Merging):
        whole = kind(event, data={"slug": "gala", "start": 10, "end": 5})
        part = kind(event, data={"end": 5}, partial=True)
        found.append([whole.is_valid(), part.is_valid()])
    show("end before start, valid? sent whole, as PATCH of end alone: rule on the sent values", str(found[0]))
    show("rule on the values as they will be stored", str(found[1]))
    return found == [[False, True], [False, False]]


class Sparing(EventData):
    """Writes only what was sent."""

    def update(self, instance: Event, validated_data: dict) -> Event:
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save(update_fields=list(validated_data))
        return instance


def two_patches(kind: type[serializers.Serializer], start: int, seats: int) -> list[int]:
    """Start and seats after two clients, who both loaded (10, 100), patch one of them each."""
    empty()
    Event.objects.create(slug="gala", start=10, end=20_000, seats=100)
    first, second = Event.objects.get(), Event.objects.get()
    for instance, data in ((first, {"start": start}), (second, {"seats": seats})):
        one = kind(instance, data=data, partial=True)
        one.is_valid(raise_exception=True)
        one.save()
    stored = Event.objects.get()
    return [stored.start, stored.seats]


@claim("patch-writes-every-column")
def a_patch_of_one_field_writes_all() -> bool:
    whole, spare = two_patches(EventData, 15, 80), two_patches(Sparing, 15, 80)
    show("start and seats after PATCH start=15 and PATCH seats=80, both loaded before: ModelSerializer.update", whole)
    show("with save(update_fields=…)", spare)
    return whole == [10, 80] and spare == [15, 80]


@claim("put-keeps-what-is-missing")
def a_full_update_keeps_a_field_with_a_default() -> bool:
    empty()
    event = Event.objects.create(slug="gala", start=1, end=2, seats=7)
    one = EventData(event, data={"slug": "gala", "start": 1, "end": 2})
    one.is_valid(raise_exception=True)
    one.save()
    event.refresh_from_db()
    show("seats were 7, the model's default is 100; after a full update without seats", event.seats)
    return event.seats == 7


# %% Uniqueness, its query and its race
class LabelData(serializers.ModelSerializer):
    class Meta:
        model = Label
        fields = ["name"]


class TagData(serializers.ModelSerializer):
    """Checks uniqueness in the serializer; the table has no constraint."""

    name = serializers.CharField(max_length=40, validators=[UniqueValidator(queryset=Tag.objects.all())])

    class Meta:
        model = Tag
        fields = ["name"]


ORDERS = [
    "one is validated and saved, then the other",
    "both are validated, then both are saved",
    "both come in one list, many=True",
]


def same_name_twice(kind: type[serializers.ModelSerializer], order: str) -> list[int]:
    """Rows stored, refusals by validation, and IntegrityErrors when the same name arrives twice."""
    empty()
    refused = errors = 0
    if order == ORDERS[2]:
        both = [kind(data=[{"name": "vip"}, {"name": "vip"}], many=True)]
    else:
        both = [kind(data={"name": "vip"}) for _ in range(2)]
    if order == ORDERS[1]:
        refused += sum(not one.is_valid() for one in both)
    for one in both:
        if not one.is_valid():
            refused += order != ORDERS[1]
            continue
        try:
            one.save()
        except IntegrityError:
            errors += 1
    return [kind.Meta.model.objects.count(), refused, errors]


@claim("valid-twice")
def two_that_are_validated_together_are_both_valid() -> bool:
    found = {kind.__name__: [same_name_twice(kind, order) for order in ORDERS[:2]] for kind in (LabelData, TagData)}
    for name, rows in found.items():
        show(f"{name}: rows, refused, IntegrityErrors; one after the other, validated together", str(rows))
    return found == {"LabelData": [[1, 1, 0], [1, 0, 1]], "TagData": [[1, 1, 0], [2, 0, 0]]}


@claim("a-list-does-not-see-itself")
def twins_in_one_list_are_both_valid() -> bool:
    found = [same_name_twice(kind, ORDERS[2]) for kind in (LabelData, TagData)]
    show("the same name twice in one list: rows, refused, IntegrityErrors; with a constraint, without", str(found))
    return found == [[1, 0, 1], [2, 0, 0]]


class EventInHall(serializers.ModelSerializer):
    class Meta:
        model = Event
        fields = ["slug", "start", "end", "hall"]


class BookingData(serializers.ModelSerializer):
    class Meta:
        model = Booking
        fields = ["hall", "day"]


def validating(kind: type[serializers.ModelSerializer], size: int) -> int:
    """Queries to validate a list of so many new items."""
    empty()
    hall = Hall.objects.create(name="Main").pk
    items = [{"slug": f"e{n}", "start": n, "end": n, "hall": hall, "day": n, "seats": 5} for n in range(size)]
    one = kind(data=items, many=True)
    return queries(lambda: one.is_valid(raise_exception=True))


@claim("validation-asks-per-value")
def unique_values_and_keys_are_asked_one_by_one() -> bool:
    sizes = [1, 5, 20]
    found = {kind: [validating(kind, size) for size in sizes] for kind in (EventData, EventInHall, BookingData)}
    for kind, counts in found.items():
        show(f"queries to validate 1, 5, 20 items: {kind.__name__} ({', '.join(kind.Meta.fields)})", counts)
    return found == {
        EventData: sizes,
        EventInHall: [2 * size for size in sizes],
        BookingData: [2 * size for size in sizes],
    }


# %% Reading through relations
class CityName(serializers.ModelSerializer):
    city = serializers.CharField(source="hall.city.name", read_only=True)

    class Meta:
        model = Event
        fields = ["slug", "city"]


class HallName(serializers.ModelSerializer):
    hall = serializers.CharField(source="hall.name", read_only=True)

    class Meta:
        model = Event
        fields = ["slug", "hall"]


class BothNames(HallName, CityName):
    class Meta:
        model = Event
        fields = ["slug", "hall", "city"]


def stage(size: int) -> None:
    empty()
    city = City.objects.create(name="Graz")
    Event.objects.bulk_create(
        Event(slug=f"e{n}", start=n, end=n, hall=Hall.objects.create(name=f"H{n}", city=city)) for n in range(size)
    )


LOADED: dict[str, Callable[[], models.QuerySet]] = {
    "all()": lambda: Event.objects.all(),
    'select_related("hall")': lambda: Event.objects.select_related("hall"),
    'select_related("hall__city")': lambda: Event.objects.select_related("hall__city"),
    'only("slug")': lambda: Event.objects.only("slug"),
}
JOINS = list(LOADED)[:3]


def listing(kind: type[serializers.ModelSerializer], size: int, loaded: str) -> int:
    stage(size)
    return queries(lambda: kind(LOADED[loaded](), many=True).data)


@claim("source-asks-per-row")
def a_dotted_source_asks_for_each_row_and_step() -> bool:
    found = {loaded: [listing(CityName, size, loaded) for size in (1, 5, 20)] for loaded in JOINS}
    for loaded, counts in found.items():
        show(f'queries to list 1, 5, 20 events with source="hall.city.name": {loaded}', counts)
    return list(found.values()) == [[3, 11, 41], [2, 6, 21], [1, 1, 1]]


@claim("missing-step-drops-the-key")
def a_null_on_the_way_drops_the_key() -> bool:
    class WithDefault(CityName):
        city = serializers.CharField(source="hall.city.name", read_only=True, default=None)

    row = Event(slug="gala", start=1, end=2, hall=None)
    found = [dict(CityName(row).data), dict(WithDefault(row).data)]
    show("an event without a hall", str(found[0]))
    show("with default=None", str(found[1]))
    return found == [{"slug": "gala"}, {"slug": "gala", "city": None}]


# %% Truths of the probes
SENT = {
    "{slug: 'gala', end: 5}": {"slug": "gala", "end": 5},
    "{slug: '', end: 5}": {"slug": "", "end": 5},
    "{slug: 'gala', end: -1}": {"slug": "gala", "end": -1},
    "{slug: 'gala'}": {"slug": "gala"},
    "{end: 5}": {"end": 5},
    "{slug: 'gala', end: 'soon'}": {"slug": "gala", "end": "soon"},
}


@probe
def called(data: str, update: str) -> list[int]:
    found = recorded(SENT[data], partial="partial=True" in update)
    return [found.count(name) for name in ("validate_slug", "validate_end", "validate")]


@probe
def fields_built(how: str, rows: int) -> int:
    """How often get_fields() of the serializer runs."""
    built = 0

    class Counted(EventData):
        def get_fields(self):
            nonlocal built
            built += 1
            return super().get_fields()

    class Nested(serializers.Serializer):
        event = Counted(source="*")

    class TwoNested(Nested):
        again = Counted(source="*")

    class Method(serializers.Serializer):
        event = serializers.SerializerMethodField()

        def get_event(self, row: Event) -> dict:
            return Counted(row).data

    class TwoMethods(Method):
        again = serializers.SerializerMethodField(method_name="get_event")

    ways: dict[str, Callable[[Sequence[Event]], object]] = {
        "EventData(rows, many=True).data": lambda some: Counted(some, many=True).data,
        "[EventData(row).data for row in rows]": lambda some: [Counted(row).data for row in some],
        "a list serializer that nests EventData as a field": lambda some: Nested(some, many=True).data,
        "a list serializer with a method field that returns EventData(row).data": lambda some: Method(some, many=True).data,
        "a list serializer with two fields that nest EventData": lambda some: TwoNested(some, many=True).data,
        "a list serializer with two method fields that return EventData(row).data each": lambda some: (
            TwoMethods(some, many=True).data
        ),
    }
    ways[how](ROWS[:rows])
    return built


@probe
def after_patches(start: int, seats: int, save: str) -> list[int]:
    return two_patches(Sparing if "update_fields" in save else EventData, start, seats)


@probe
def same_twice(order: str, table: str) -> list[int]:
    return same_name_twice(LabelData if table == "has a unique constraint" else TagData, order)


@probe
def validation_queries(fields: str, items: int) -> int:
    return validating({", ".join(kind.Meta.fields): kind for kind in (EventData, EventInHall, BookingData)}[fields], items)


SOURCES = {"hall.city.name": CityName, "hall.name": HallName, "hall.name and hall.city.name, in two fields": BothNames}


@probe
def listing_queries(field: str, loaded: str, rows: int) -> int:
    return listing(SOURCES[field], rows, loaded)
