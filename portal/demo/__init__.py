"""The demo: the whole product on one machine, with two offices and a year of synthetic movements.

`python -m portal.demo` starts everything and prints where to go. Nothing in it talks to the real CodaBox.
"""
