"""How fast this site is, told in ratios that hold on any machine: `make bench`, or `python -m benchmarks`.

A time in milliseconds says little on a machine that one does not know. So every figure compares two things in one
run: rounds in which each case takes its turn, in the opposite order every other round, then the median and the range.
The steadiest figure is "CPU x": the CPU time of all server processes for one request, the database's included,
divided by that of an empty view in the same round.

Nothing of the site imports this package.
"""
