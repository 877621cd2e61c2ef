"""Services: owners made, accounts signed up, anonymous work taken over."""

from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from playground.accounts.models import Owner
from playground.accounts.selectors import owner_of, owner_remember


def owner_required(request: HttpRequest) -> Owner:
    """The owner who sends this request, made now if there is none yet."""
    owner = owner_of(request)
    if owner is None:
        user = request.user
        owner = owner_of_user(user=user) if user.is_authenticated else Owner.objects.create()
        owner_remember(request, owner)
    return owner


def owner_of_user(*, user: User) -> Owner:
    """The owner behind an account, made at the first need."""
    return Owner.objects.get_or_create(user=user)[0]


def account_create(*, username: str, password: str) -> User | None:
    """A new account; None if the name is taken, in whatever mixture of capitals."""
    if User.objects.filter(username__iexact=username).exists():
        return None
    try:
        with transaction.atomic():
            return User.objects.create_user(username, password=password)
    except IntegrityError:
        return None  # Taken between the look and the write.


@transaction.atomic
def work_take_over(*, anonymous: Owner | None, user: User) -> Owner:
    """Everything the anonymous owner made belongs to the account from now on."""
    if anonymous is None or anonymous.user_id is not None:
        return owner_of_user(user=user)
    if _becomes_account(anonymous, user):
        anonymous.refresh_from_db()
        return anonymous
    owner = owner_of_user(user=user)
    for relation in Owner._meta.related_objects:
        _repoint(relation, anonymous, owner)
    anonymous.delete()
    return owner


def _becomes_account(anonymous: Owner, user: User) -> bool:
    try:
        with transaction.atomic():
            return bool(Owner.objects.filter(pk=anonymous.pk).update(user=user))
    except IntegrityError:
        return False  # The account has an owner already.


def _repoint(relation: Any, anonymous: Owner, owner: Owner) -> None:
    """Whatever points at one owner points at the other; what the other had already goes."""
    field = relation.field.name
    rows = relation.related_model._default_manager.filter(**{field: anonymous})
    if _moved(rows, field, owner):
        return
    for key in list(rows.values_list("pk", flat=True)):
        row = rows.filter(pk=key)
        if not _moved(row, field, owner):
            row.delete()


def _moved(rows: QuerySet[Model], field: str, owner: Owner) -> bool:
    try:
        with transaction.atomic():
            # Not save(): nobody has changed the rows, so their dates stay as they are.
            rows.update(**{field: owner})
    except IntegrityError:
        return False
    return True
