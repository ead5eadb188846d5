"""The roof: HTTP, processes and the page. Sees everything; the only place that wires the wings together."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("watchroom")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0.0.0"
