"""Second factors: a secret shared with a phone, security keys, codes for the day both are lost."""

from __future__ import annotations

from django.db import models


class SecondFactor(models.Model):
    """A time-based one-time password (RFC 6238); the secret is sealed with a key outside the database."""

    account = models.OneToOneField("identity.Account", models.CASCADE, related_name="second_factor")
    sealed_secret = models.CharField(max_length=200)
    started_at = models.DateTimeField("开始设置")
    confirmed_at = models.DateTimeField("启用时间", null=True)
    #: The newest step a code was taken for; older ones, and this one, are not taken again.
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "动态口令"


class SecurityKey(models.Model):
    """A security key or passkey (WebAuthn): its public half, which opens nothing for whoever reads it."""

    account = models.ForeignKey("identity.Account", models.CASCADE, related_name="security_keys")
    name = models.CharField("名称", max_length=40)
    credential_id = models.CharField(max_length=1400, unique=True)
    #: Identity, model and public key as the device attested them, in base64.
    credential = models.TextField()
    #: Signatures the device has made; one that counts backwards is a copy.
    counter = models.BigIntegerField(default=0)
    added_at = models.DateTimeField("登记时间")
    used_at = models.DateTimeField("最近使用", null=True)

    class Meta:
        verbose_name = "安全密钥"


class RecoveryCode(models.Model):
    """Opens the door once when phone and key are not at hand; only its hash is kept."""

    account = models.ForeignKey("identity.Account", models.CASCADE, related_name="recovery_codes")
    hashed = models.CharField(max_length=128)
    used_at = models.DateTimeField("用掉的时间", null=True)

    class Meta:
        verbose_name = "备用码"
