// A form whose answer comes from a security key: <form data-security-key="create|get" data-options="{json}">.
// The browser asks the key, the hidden field "answer" carries what it signed, the form goes its ordinary way.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function asked({ publicKey }) {
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    ...(publicKey.user && { user: { ...publicKey.user, id: bytes(publicKey.user.id) } }),
    ...(publicKey.excludeCredentials && { excludeCredentials: known(publicKey.excludeCredentials) }),
    ...(publicKey.allowCredentials && { allowCredentials: known(publicKey.allowCredentials) }),
  };
}

function answered(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
}

// What browsers call their refusals, in words; whoever cancels meant to.
const WORDS = {
  InvalidStateError: "这把密钥已经登记过，请换一把。",
  NotAllowedError: "没有完成：取消了，或等得太久。可以再试一次。",
  SecurityError: "这个网址不能用安全密钥，请用域名和 HTTPS 打开。",
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-security-key]");
  if (!form || form.elements.answer.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const said = form.querySelector("[data-key-said]");
  if (!window.PublicKeyCredential) {
    said.textContent = "这个浏览器不支持安全密钥，请换新版浏览器，或填验证码。";
    return;
  }
  said.textContent = "请插入或触碰安全密钥……";
  try {
    const publicKey = asked(JSON.parse(form.dataset.options));
    const credential = await navigator.credentials[form.dataset.securityKey]({ publicKey });
    form.elements.answer.value = answered(credential);
    form.requestSubmit();
  } catch (refusal) {
    said.textContent = WORDS[refusal.name] ?? "密钥没有回答，请再试一次。";
  }
}, true);
