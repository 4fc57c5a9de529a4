"""What browsers meet: the interface files, HTTPS, host names."""

from __future__ import annotations

from collections.abc import Iterator

from dukao.operations.doctor.findings import Finding, advice, fault, good

NO_LIBRARY = "缺少所用的程序库，登录页的按钮不能用。"


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


def check_providers() -> Iterator[Finding]:
    """Log-in through a provider: whether its library is there, its address guarded, its secret set."""
    from importlib.util import find_spec

    from django.conf import settings

    for name, address in (("OIDC 登录", settings.DUKAO_OIDC_ISSUER), ("CAS 登录", settings.DUKAO_CAS_URL)):
        if not address:
            continue
        if name == "CAS 登录" and find_spec("cas") is None:
            yield fault(name, NO_LIBRARY, "安装 dukao[cas]，再重新启动。")
        elif not address.startswith("https://"):
            yield fault(name, "不是 HTTPS：别人可以冒充统一认证。", "改用 https:// 开头的地址。")
        elif name == "OIDC 登录" and not settings.DUKAO_OIDC_CLIENT_SECRET:
            yield advice(
                name, f"{address}，没有设客户端密钥。", "对方给了密钥的，设 DUKAO_OIDC_CLIENT_SECRET。"
            )
        else:
            yield good(name, address)


def check_saml() -> Iterator[Finding]:
    """Log-in by SAML: its library and program are there, and the provider is in its metadata with a key."""
    import shutil
    from importlib.util import find_spec

    from django.conf import settings

    name, idp = "SAML 登录", settings.DUKAO_SAML_IDP
    if not idp:
        return
    if find_spec("saml2") is None:
        yield fault(name, NO_LIBRARY, "安装 dukao[saml]，再重新启动。")
    elif shutil.which("xmlsec1") is None:
        yield fault(name, "缺少程序 xmlsec1，签名无法核对，谁也登录不了。", "Debian 请安装 xmlsec1。")
    else:
        from dukao.identity.sso.saml import log_in_page

        address = log_in_page()
        if not address:
            yield fault(
                name, f"{settings.DUKAO_SAML_METADATA} 里没有 {idp} 的登录地址和签名证书，或者读不了。",
                "把对方的元数据文件放到 DUKAO_SAML_METADATA 指的位置，DUKAO_SAML_IDP 填其中的 entityID。",
            )  # fmt: skip
        elif not address.startswith("https://"):
            yield fault(name, "不是 HTTPS：别人可以冒充统一认证。", "请对方改用 https:// 开头的登录地址。")
        else:
            yield good(name, idp)


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
