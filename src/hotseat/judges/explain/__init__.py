"""`explain`: an open answer, judged by the probes of its rubric alone; the text is kept, never scored."""
