// The page with the code of a room gets the next code by itself. Without script the page is asked for anew.
const ROOM = "[data-code-of-the-room]";
const SHOWN = "[data-comes-anew]";
const AGAIN_SECONDS = 5;

async function renew(room) {
  let seconds = AGAIN_SECONDS;
  try {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector(`${ROOM} ${SHOWN}`);
    if (answer.ok && !next) {
      // The sitting is over, or nobody is signed in any more: the page itself says which.
      window.location.reload();
      return;
    }
    seconds = Number(next.dataset.comesAnew);
    room.querySelector(SHOWN).replaceWith(next);
    room.querySelector("[data-out-of-date]").hidden = true;
  } catch {
    room.querySelector("[data-out-of-date]").hidden = false;
  }
  setTimeout(renew, seconds * 1000, room);
}

for (const room of document.querySelectorAll(ROOM)) {
  setTimeout(renew, Number(room.querySelector(SHOWN).dataset.comesAnew) * 1000, room);
}
