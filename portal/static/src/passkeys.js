// Forms that a passkey fills in (templates/factors/_passkey.html). The server gives the options and checks
// the answer; this only carries them to the browser and back. Everything else in the portal works without it.
const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
const named = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

const WORDS = {
  NotAllowedError: "The passkey was not used. Try again, or choose another way",
  InvalidStateError: "This device already has a passkey for your account",
  SecurityError: "Passkeys do not work at this address",
};

async function answerOf(kind, options) {
  const challenge = toBytes(options.challenge);
  if (kind === "create") {
    return navigator.credentials.create({
      publicKey: {
        ...options,
        challenge,
        user: { ...options.user, id: toBytes(options.user.id) },
        excludeCredentials: named(options.excludeCredentials),
      },
    });
  }
  return navigator.credentials.get({
    publicKey: { ...options, challenge, allowCredentials: named(options.allowCredentials) },
  });
}

function asJson(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) {
      response[part] = toText(credential.response[part]);
    }
  }
  const { id, type } = credential;
  return JSON.stringify({ id, rawId: toText(credential.rawId), type, response });
}

function prepare(form) {
  const answer = form.querySelector("#passkey-answer");
  const message = document.querySelector("[data-passkey-message]");
  const say = (words) => {
    message.textContent = words;
    message.hidden = !words;
  };
  answer.value = "";
  if (!window.PublicKeyCredential) {
    say("This browser does not know passkeys. Use a newer one, or another way");
    return;
  }
  form.addEventListener("submit", async (event) => {
    if (answer.value) {
      return;
    }
    event.preventDefault();
    say("");
    try {
      answer.value = asJson(await answerOf(form.dataset.passkey, JSON.parse(form.dataset.passkeyOptions)));
      form.requestSubmit();
    } catch (error) {
      say(WORDS[error.name] || "The passkey could not be used. Try again, or choose another way");
    }
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  prepare(form);
}
