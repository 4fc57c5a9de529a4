"""What browsers meet: the interface files, HTTPS, host names."""

from __future__ import annotations

from collections.abc import Iterator

from dukao.operations.doctor.findings import Finding, advice, fault, good


def check_assets() -> Iterator[Finding]:
    from dukao.operations.assets import are_built

    if are_built():
        yield good("界面文件", "已构建。")
    else:
        yield fault("界面文件", "还没有构建。", "运行 make setup（需要 Node 20）；安装包自带，不需要这一步。")


def check_https() -> Iterator[Finding]:
    from django.conf import settings

    if settings.DUKAO_DEMO:
        yield good("HTTPS", "演示环境只在本机使用，不需要。")
    elif not settings.DUKAO_HTTPS:
        yield fault("HTTPS", "已关闭：密码和数据会明文传输。", "在反向代理上配好证书，去掉 DUKAO_HTTPS=0。")
    elif not settings.SECURE_PROXY_SSL_HEADER:
        yield advice(
            "HTTPS", "已要求加密，但没有声明反向代理。", "代理会设置 X-Forwarded-Proto 时，设 DUKAO_PROXY=1。"
        )
    else:
        yield good("HTTPS", "由反向代理提供。")


def check_hosts() -> Iterator[Finding]:
    from django.conf import settings

    names = [host for host in settings.ALLOWED_HOSTS if host not in {"127.0.0.1", "localhost"}]
    if "*" in names:
        yield fault("访问域名", "接受任何域名，容易被仿冒。", "用 DUKAO_HOSTS 写明访问时用的域名。")
    elif names or settings.DUKAO_DEMO:
        yield good("访问域名", "、".join(settings.ALLOWED_HOSTS))
    else:
        yield advice(
            "访问域名", "只能从本机访问。", "用 DUKAO_HOSTS 写明访问时用的域名，例如 dukao.example.gov。"
        )
