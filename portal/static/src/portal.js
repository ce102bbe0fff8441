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
