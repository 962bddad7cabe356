class PermissionsPolicyMiddleware:
    """Tell browsers that no page here wants the camera, the microphone, or to know where its reader is."""

    POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        return response
