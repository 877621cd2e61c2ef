"""Addresses: the pages of accounts."""

from django.urls import path

from playground.accounts import views

urlpatterns = [
    path("accounts/", views.account, name="account"),
    path("accounts/login/", views.log_in, name="login"),
    path("accounts/signup/", views.sign_up, name="signup"),
    path("accounts/logout/", views.log_out, name="logout"),
]
