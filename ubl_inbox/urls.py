"""Routes of the digital mailbox."""

from django.urls import path

from ubl_inbox import views

app_name = "ubl_inbox"
urlpatterns = [
    path("dossiers/<int:pk>/mailbox/purchases/", views.purchases, name="purchases"),
    path("dossiers/<int:pk>/mailbox/sales/", views.sales, name="sales"),
    path("dossiers/<int:pk>/mailbox/<int:document_pk>/", views.document, name="document"),
    path("dossiers/<int:pk>/mailbox/<int:document_pk>/approve/", views.approve, name="approve"),
    path("dossiers/<int:pk>/mailbox/<int:document_pk>/reject/", views.reject, name="reject"),
    path("dossiers/<int:pk>/mailbox/<int:document_pk>/reopen/", views.reopen, name="reopen"),
    path("dossiers/<int:pk>/mailbox/<int:document_pk>/files/<int:attachment_pk>/", views.attachment, name="attachment"),
]
