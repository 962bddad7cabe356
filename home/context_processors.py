def site(request):
    """Give every page the site's name, menus and words."""
    return {}
