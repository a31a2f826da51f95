"""What a good open answer contains, and the probes that show whether it was understood. Pure."""
