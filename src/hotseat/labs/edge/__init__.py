"""Where a lab meets the machine: processes, HTTP on loopback, the clock, files."""
