// The page that scans people in. Each scan gets a one-time value here, so that however often it is sent it is
// one record. What cannot be sent is kept on the device, and sent later for somebody to look through.
const FORMAT = ["qr_code"];
const AGAIN_MS = 20000;
const SAME_MS = 4000;
const MOST = 500;
const LOOK_MS = 100;

function keptScans(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) || [];
  } catch {
    return [];
  }
}

function prepare(form) {
  const key = `scans-${form.dataset.scansOf}`;
  const find = (name) => form.querySelector(`[data-scan-${name}]`);
  const field = form.querySelector("[name=value]");
  let sending = false;

  const say = (words) => {
    const line = document.createElement("p");
    line.className = "govuk-body govuk-!-font-weight-bold";
    line.textContent = words;
    find("said").replaceChildren(line);
  };

  const keep = (scans) => {
    localStorage.setItem(key, JSON.stringify(scans));
    const count = scans.length;
    find("kept").textContent = count
      ? `${count} ${count === 1 ? "scan is" : "scans are"} kept on this device until the network is back.`
      : "";
  };

  const send = async (scans, live) => {
    const answer = await fetch(form.dataset.scans, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": form.querySelector("[name=csrf_token]").value,
      },
      body: JSON.stringify({ live, scans }),
    });
    if (answer.redirected || !(answer.headers.get("Content-Type") || "").includes("json")) {
      throw new Error("Sign in again in another tab: scans are kept on this device.");
    }
    const said = await answer.json();
    if (!answer.ok) {
      throw new Error(said.detail || "The portal could not take this scan. It is kept on this device.");
    }
    return said.scans;
  };

  const flush = async () => {
    const scans = keptScans(key).slice(0, MOST);
    if (!scans.length || sending) {
      return;
    }
    sending = true;
    try {
      const done = new Set((await send(scans, false)).map((one) => one.once));
      keep(keptScans(key).filter((one) => !done.has(one.once)));
      say("Scans that were kept on this device have been sent. Look through them from the register.");
    } catch {
      // They stay where they are until the next attempt.
    }
    sending = false;
  };

  const take = async (value) => {
    const scan = { once: crypto.randomUUID(), value, at: new Date().toISOString() };
    field.value = "";
    field.focus();
    // What was said of the last person must not be taken for this one's.
    say("Checking");
    try {
      const [done] = await send([scan], true);
      say(done.said);
    } catch (error) {
      keep([...keptScans(key), scan]);
      say(error instanceof TypeError ? "No network: the scan is kept on this device." : error.message);
    }
  };

  form.addEventListener("submit", (event) => {
    const value = field.value.trim();
    if (value && crypto.randomUUID) {
      event.preventDefault();
      take(value);
    }
  });
  keep(keptScans(key));
  flush();
  window.addEventListener("online", flush);
  setInterval(flush, AGAIN_MS);
  field.focus();
  if (navigator.mediaDevices) {
    offerCamera(find("camera"), find("video"), take, say);
  }
}

// The browser's own reader where it has one; most have none, and fetch ours.
async function newDetector(address) {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes(FORMAT[0])) {
    return new BarcodeDetector({ formats: FORMAT });
  }
  const { QrReader } = await import(address);
  return new QrReader();
}

function offerCamera(button, video, take, say) {
  let detector;
  let last = { value: "", at: 0 };
  const look = async () => {
    for (const { rawValue } of await detector.detect(video).catch(() => [])) {
      const now = Date.now();
      // Held before the camera for a while it is still one scan.
      const isSame = rawValue === last.value && now - last.at < SAME_MS;
      last = { value: rawValue, at: now };
      if (rawValue && !isSame) {
        take(rawValue);
      }
    }
    setTimeout(look, LOOK_MS);
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      detector = await newDetector(button.dataset.scanCamera);
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      await video.play();
      [button.hidden, video.hidden] = [true, false];
      look();
    } catch {
      say("The camera cannot be used. Type the code, or use a reader.");
    }
  });
}

for (const form of document.querySelectorAll("form[data-scans]")) {
  prepare(form);
}
