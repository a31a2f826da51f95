"""Charts as SVG, drawn on the server.

A library in the browser was weighed: the good ones want styles written into elements, which the page's policy forbids,
or draw on a canvas, which a screen reader cannot read and a theme cannot recolour. Proofs need three forms only, and
drawn here they work without scripts, in both themes, in tests and in print.
"""

from hotseat.web.pages.charts.chart import Chart, read_chart
from hotseat.web.pages.charts.draw import draw

__all__ = ["Chart", "draw", "read_chart"]
