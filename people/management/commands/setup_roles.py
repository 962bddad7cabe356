from django.core.management.base import BaseCommand
from django.db import transaction

from people.models import Role
from people.roles import setup_roles


class Command(BaseCommand):
    help = "Make the groups and permissions of the four roles. Run again after an update: it adds what is missing."

    def handle(self, **options):
        with transaction.atomic():
            setup_roles()
        for role in Role.objects.select_related("group") if options["verbosity"] else []:
            self.stdout.write(f"{role.group.name}: {role.group.permissions.count()}")
