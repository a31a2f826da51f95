"""The kind `lab`: a service that is judged by running it under load and faults."""
