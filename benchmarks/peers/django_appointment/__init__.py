"""django-appointment as its documentation sets it up, behind the middlewares and the server that our site has.

Nothing here imports the package by name: it is installed in an environment of its own only.
"""
