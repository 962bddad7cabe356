"""Who: the person who logs in (`User`), the person who is seen (`Client`), and what a person may do (`Role`)."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.model.normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Make the practice's owner: the coach of a one-person site (C10)."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, email):
        return self.get(email=self.model.normal_email(email))


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a log-in, known by an e-mail address that is unique whatever its case."""

    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    middle_name = models.CharField(_("middle name"), max_length=150, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, help_text=_("Empty: the practice’s own time zone.")
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Someone who is not active cannot log in.")
    )
    blocked_at = models.DateTimeField(_("blocked since"), null=True, blank=True, editable=False)
    date_joined = models.DateTimeField(_("registered"), default=timezone.now, editable=False)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="people_user_email_any_case")]

    def __str__(self):
        return self.get_full_name() or self.email

    @classmethod
    def normal_email(cls, email):
        """Return the address as it is stored: without spaces around it, in lower case."""
        return (email or "").strip().lower()

    def clean(self):
        self.email = self.normal_email(self.email)

    def get_full_name(self):
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name) if part)

    def get_short_name(self):
        return self.first_name or self.email

    @property
    def is_blocked(self):
        return self.blocked_at is not None


class ClientQuerySet(models.QuerySet):
    def for_user(self, user):
        """Return the client that `user` is; empty for a visitor."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class Client(models.Model):
    """A person who is seen. A guest, or someone whose account was deleted, has no `user`."""

    user = models.OneToOneField(
        User, verbose_name=_("account"), null=True, blank=True, on_delete=models.SET_NULL, related_name="client"
    )
    name = models.CharField(_("full name"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering = ["name", "pk"]
        indexes = [models.Index(Lower("email"), name="people_client_email")]

    def __str__(self):
        return self.name


class Role(models.Model):
    """What a group stands for. The group's name may be changed or translated; the code stays."""

    class Code(models.TextChoices):
        CLIENT = "client", _("Client")
        PRACTITIONER = "practitioner", _("Practitioner")
        COLLABORATOR = "collaborator", _("Collaborator")
        ADMINISTRATOR = "administrator", _("Administrator")

    code = models.CharField(_("role"), max_length=20, choices=Code.choices, unique=True)
    group = models.OneToOneField(Group, verbose_name=_("group"), on_delete=models.CASCADE, related_name="role")

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self):
        return self.get_code_display()
