"""Who: the person who logs in (`User`), the person who is seen (`Client`), and what a person may do (`Role`)."""

import hashlib
import unicodedata

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from people.validators import validate_printable


class UserQuerySet(models.QuerySet):
    def able_to_log_in(self):
        return self.filter(is_active=True, blocked_at__isnull=True)

    def shut_out(self):
        return self.exclude(is_active=True, blocked_at__isnull=True)

    def awaiting_approval(self):
        """Return the specialists who registered and whom no administrator has answered, who waits longest first."""
        return self.filter(approval=User.Approval.WAITING).order_by("date_joined", "pk")

    def in_role(self, code):
        """Return who holds the role `code`; the owner made by `createsuperuser` counts as an administrator."""
        if code == Role.Code.ADMINISTRATOR:
            return self.filter(Q(is_superuser=True) | Q(groups__role__code=code)).distinct()
        if code == Role.Code.CLIENT:
            return self.exclude(is_superuser=True).exclude(groups__role__code__in=Role.STAFF)
        return self.filter(is_superuser=False, groups__role__code=code).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.model.normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Make the practice's owner: the coach of a one-person site."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, email):
        return self.get(email=self.model.normal_email(email))


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a log-in, known by an e-mail address that is unique whatever its case."""

    class Approval(models.TextChoices):
        """Where a specialist who registered stands; everyone else has none."""

        WAITING = "waiting", _("Waits for approval")
        REFUSED = "refused", _("Not approved")

    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=150, blank=True, validators=[validate_printable])
    last_name = models.CharField(_("last name"), max_length=150, blank=True, validators=[validate_printable])
    middle_name = models.CharField(_("middle name"), max_length=150, blank=True, validators=[validate_printable])
    phone = models.CharField(_("telephone"), max_length=40, blank=True, validators=[validate_printable])
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, help_text=_("Empty: the practice’s own time zone.")
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Someone who is not active cannot log in."))
    approval = models.CharField(
        _("approval"), max_length=10, choices=Approval.choices, blank=True, default="", editable=False
    )
    blocked_at = models.DateTimeField(_("blocked since"), null=True, blank=True, editable=False)
    #: Part of what a session is opened with: raising it ends all of them.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    date_joined = models.DateTimeField(_("registered"), default=timezone.now, editable=False)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = [("read_journal", _("Can read who did what, and when"))]
        constraints = [models.UniqueConstraint(Lower("email"), name="people_user_email_any_case")]

    def __str__(self):
        return self.get_full_name() or self.email

    @classmethod
    def normal_email(cls, email):
        """Return the address as it is stored: no spaces around it, look-alikes such as “Ｋ” folded, lower case."""
        return unicodedata.normalize("NFKC", email or "").strip().lower()

    def clean(self):
        self.email = self.normal_email(self.email)

    def get_full_name(self):
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name) if part)

    def get_short_name(self):
        return self.first_name or self.email

    @property
    def is_blocked(self):
        return self.blocked_at is not None

    @property
    def role(self):
        """Return the highest `Role.Code` that this person holds; someone with none is a client."""
        if self.is_superuser:
            return Role.Code.ADMINISTRATOR
        # Walks `groups.all()` so that a list may prefetch "groups__role".
        held = {group.role.code for group in self.groups.all() if hasattr(group, "role")}
        return next((code for code in reversed(Role.Code) if code in held), Role.Code.CLIENT)

    @property
    def access_mark(self):
        """Return what is another one after each change of password or epoch: by it a token knows that it has ended."""
        return hashlib.sha256(f"people.User.access:{self.password}:{self.session_epoch}".encode()).hexdigest()

    def check_password(self, raw_password):
        """Answer as Django does. It may hash the right password anew, in a stronger way: that ends no token."""
        before = self.access_mark
        is_right = super().check_password(raw_password)
        if self.access_mark != before:
            self.personal_tokens.filter(access_mark=before).update(access_mark=self.access_mark)
        return is_right

    def _get_session_auth_hash(self, secret=None):
        # Django compares this with what the session was opened with: another password or epoch ends it.
        return salted_hmac(
            "people.User.session", f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()


class ClientQuerySet(models.QuerySet):
    def for_user(self, user):
        """Return the client that `user` is; empty for a visitor."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def guests_at(self, email):
        """Return the clients without an account who left this address, whatever its case."""
        return self.filter(Exact(Lower("email"), User.normal_email(email)), user__isnull=True)

    def blocked(self):
        """Return those who were blocked as clients; an account has a block of its own."""
        return self.filter(blocked_at__isnull=False)

    def called(self, words):
        """Return those with `words` in their name, or with that very e-mail address."""
        return self.filter(models.Q(name__icontains=words) | models.Q(email__iexact=User.normal_email(words)))

    def found_by(self, words):
        """Return those of whom each of the words is a part of the name, the e-mail address or the telephone number."""
        found = self
        for word in words.split():
            found = found.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(phone__icontains=word))
        return found


class Client(models.Model):
    """A person who is seen. A guest, or someone whose account was deleted, has no `user`."""

    user = models.OneToOneField(
        User, verbose_name=_("account"), null=True, blank=True, on_delete=models.SET_NULL, related_name="client"
    )
    name = models.CharField(_("full name"), max_length=200, validators=[validate_printable])
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True, validators=[validate_printable])
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_discreet = models.BooleanField(
        _("discreet e-mails"),
        default=False,
        help_text=_("E-mails and calendar entries say when, and neither with whom nor where."),
    )
    blocked_at = models.DateTimeField(_("blocked since"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    #: Who of the practice wrote this person down, and may therefore know of them before there is any appointment.
    entered_by = models.ForeignKey(
        User,
        verbose_name=_("entered by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering = ["name", "pk"]
        indexes = [models.Index(Lower("email"), name="people_client_email")]

    def __str__(self):
        return self.name

    @property
    def is_blocked(self):
        """Tell whether they, or their account, are blocked or closed: no door is open to them, a link is one too.

        Nor is one open to a guest who leaves the address of such an account, or of a guest who was blocked.
        """
        if self.blocked_at is not None:
            return True
        if self.user is not None:
            return self.user.is_blocked or not self.user.is_active
        if not self.email:
            return False
        return (
            User.objects.shut_out().filter(email=User.normal_email(self.email)).exists()
            or Client.objects.guests_at(self.email).blocked().exists()
        )

    def has_file(self):
        """Tell whether anything is kept on this client: an appointment, a note, whatever a room above ties to them."""
        return any(
            relation.related_model._base_manager.filter(**{relation.field.name: self}).exists()
            for relation in self._meta.related_objects
        )


class Role(models.Model):
    """What a group stands for. The group's name may be changed or translated; the code stays."""

    class Code(models.TextChoices):
        """From the least rights to the most."""

        CLIENT = "client", _("Client")
        PRACTITIONER = "practitioner", _("Practitioner")
        COLLABORATOR = "collaborator", _("Collaborator")
        ADMINISTRATOR = "administrator", _("Administrator")

        @property
        def rank(self):
            return list(type(self)).index(self)

    #: Those who work for the practice and enter the admin.
    STAFF = (Code.PRACTITIONER, Code.COLLABORATOR, Code.ADMINISTRATOR)

    code = models.CharField(_("role"), max_length=20, choices=Code.choices, unique=True)
    group = models.OneToOneField(Group, verbose_name=_("group"), on_delete=models.CASCADE, related_name="role")

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self):
        return self.get_code_display()
