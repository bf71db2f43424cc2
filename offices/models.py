"""Offices (tenants), the people who sign in, and what they did. Everything here lives in the public schema."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin


class Office(TenantMixin):  # type: ignore[misc]
    """An accounting office: one tenant, one PostgreSQL schema (`schema_name`)."""

    auto_create_schema = False  # services.create_office() lays the schema from the DDL template

    name = models.CharField(max_length=120)
    enterprise_number = models.CharField(max_length=10, blank=True, help_text="10 digits")
    suspended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """The primary host name under which the office is reached."""
        domain = next((d for d in self.domains.all() if d.is_primary), None)
        return domain.domain if domain else ""


class Domain(DomainMixin):  # type: ignore[misc]
    """A host name that leads to an office."""

    def __str__(self) -> str:
        return str(self.domain)


class UserManager(BaseUserManager["User"]):
    """Makes people; e-mail addresses are compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, is_support=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with e-mail and password. What they may do follows from memberships and `is_support`."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May open the technical admin pages.")
    is_support = models.BooleanField(default=False, help_text="Works on the support desk, on the public host.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_unique"),)

    def __str__(self) -> str:
        return self.name or self.email


class Membership(models.Model):
    """What a person may do in one office. An SME user sees only the dossiers granted in that office."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Office owner")
        ACCOUNTANT = "accountant", _("Accountant")
        SME = "sme", _("Client")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "office"), name="membership_unique"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.office} · {self.role}"

    @property
    def is_office_staff(self) -> bool:
        """Owner or accountant: sees every dossier of the office and its settings."""
        return self.role in {self.Role.OWNER, self.Role.ACCOUNTANT}

    @property
    def is_owner(self) -> bool:
        return self.role == self.Role.OWNER


class ApiToken(models.Model):
    """A key with which an accounting package speaks for one office. Only its SHA-256 is kept."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class AuditEvent(models.Model):
    """Who did what, when. Rows are added by `audit.record()` and never changed or deleted."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=120, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("office", "-at"), name="audit_office_at"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("The audit trail cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The audit trail cannot be deleted.")
