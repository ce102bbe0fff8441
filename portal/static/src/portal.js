// Starts the GOV.UK Frontend components that our pages use. Every page works without this file.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "govuk-frontend";
import "./passkeys.js";
import "./room_code.js";
import "./scanning.js";

// GOV.UK's template does this in an inline script, which our content security policy rightly refuses.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(component);
}

// "Print this page" buttons are useless without script, so they are hidden until there is one.
for (const button of document.querySelectorAll("[data-print-page]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A page whose only purpose is to send its form on, such as the way back from an agency's own sign-in.
for (const form of document.querySelectorAll("form[data-submit-at-once]")) {
  form.requestSubmit();
}

// A page that shows long work asks again by itself, and comes anew once the work is done.
const RELOAD_MS = 1500;
const work = "[data-reload-while-working]";

async function follow(shown) {
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.querySelector(work);
  if (!answer.ok || !next) {
    window.location.reload();
    return;
  }
  // What has the focus stays, so that nobody is thrown out of a button by a number.
  for (const part of ["[role=status]", "progress"]) {
    shown.querySelector(part).replaceWith(next.querySelector(part));
  }
  setTimeout(follow, RELOAD_MS, shown);
}

for (const shown of document.querySelectorAll(work)) {
  setTimeout(follow, RELOAD_MS, shown);
}
