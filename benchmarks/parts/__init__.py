"""What is measured, one module for each part. Each has

- `cases(world)`, the requests whose cost is taken in the common rounds;
- `goals(world, costs)`, the lines of the table; by then every case has its costs, one for each round.
"""
