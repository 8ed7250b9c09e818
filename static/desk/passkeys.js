/* Says in words what a passkey's failure was; without it nothing would be seen. */

(() => {
  const WORDS = {
    NotAllowedError: "No passkey was used: it was canceled, or took too long. Try again.",
    InvalidStateError: "This device has a passkey for your account already.",
    SecurityError: "Passkeys don't work at this address: open the desk by its https address, or at localhost.",
  };

  function tell(words) {
    const place = document.getElementById("passkey-error");
    place.textContent = words;
    place.hidden = false;
  }

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    tell(WORDS[event.detail.exception.name] || "The passkey could not be used. Try again, or use another way.");
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!window.PublicKeyCredential) {
      for (const button of document.querySelectorAll("[data-passkey]")) {
        button.disabled = true;
        button.textContent = "Passkeys don't work in this browser or at this address";
      }
    }
  });
})();
