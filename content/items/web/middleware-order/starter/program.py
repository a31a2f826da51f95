import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[f"{__name__}.{name}" for name in ("Timing", "Access", "Errors")],
)
django.setup()

from django.http import HttpResponse
from django.test import Client
from django.urls import path

trace = []


class Layer:
    def __init__(self, get_response):
        self.get_response = get_response
        self.name = type(self).__name__

    def __call__(self, request):
        trace.append(self.name)
        try:
            response = self.get_response(request)
        except Exception:
            trace.append(f"{self.name}:caught")
            raise
        trace.append(f"{self.name}={response.status_code}")
        return response


class Timing(Layer):
    def process_exception(self, request, exception):
        trace.append("Timing:exception")


class Access(Layer):
    def __call__(self, request):
        if request.path == "/closed":
            return HttpResponse(status=503)
        return super().__call__(request)

    def process_view(self, request, view, args, kwargs):
        trace.append("Access:view")
        if request.path == "/private":
            return HttpResponse(status=401)


class Errors(Layer):
    def __call__(self, request):
        response = super().__call__(request)
        if request.path == "/late":
            raise KeyError("late")
        return response

    def process_view(self, request, view, args, kwargs):
        trace.append("Errors:view")

    def process_exception(self, request, exception):
        trace.append("Errors:exception")
        if isinstance(exception, KeyError):
            return HttpResponse(status=409)


def show(request):
    trace.append("show")
    if request.path == "/key":
        raise KeyError("key")
    if request.path == "/value":
        raise ValueError("value")
    return HttpResponse("shown")


urlpatterns = [path(name, show) for name in ("fine", "closed", "private", "key", "value", "late")]

client = Client(raise_request_exception=False)
for name in ("fine", "closed", "private", "key", "value", "late", "unknown"):
    trace.clear()
    response = client.get(f"/{name}")
    print(f"{name}:", *trace, "->", response.status_code)
