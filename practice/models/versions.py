"""What tells that a kept answer no longer holds; see `practice.versions`."""

from django.db import models


class Version(models.Model):
    """A token that the database changes whenever a row changes that `key` stands for."""

    key = models.CharField(max_length=60, primary_key=True)
    token = models.CharField(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key
