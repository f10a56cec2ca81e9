// Shows the buttons that need script, and says so when a passkey does not answer.
for (const button of document.querySelectorAll("#passkey_login, #passkey_go")) {
  if (window.PublicKeyCredential) button.hidden = false;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const told = document.getElementById("passkey_failed");
  if (told) told.hidden = false;
});
