"""
Benchmarks: how long real work takes beside its floor, the least that could do the same, taken in the same run.

An app brings its own in `<app>/management/benchmarks/`, a package with a list BENCHMARKS; `manage.py bench` runs them.
"""
