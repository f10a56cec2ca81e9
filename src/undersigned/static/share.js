/* What a script can add to "pass it on": the system's own sheet, and copying the address with one press. */

const sheet = document.querySelector("[data-share-url]");
if (sheet && navigator.share) {
  sheet.parentElement.hidden = false;
  sheet.addEventListener("click", () => {
    const { shareTitle: title, shareText: text, shareUrl: url } = sheet.dataset;
    // Whoever closes the sheet again has changed their mind; nothing is wrong.
    navigator.share({ title, text, url }).catch(() => {});
  });
}

const copy = document.querySelector("[data-copies]");
if (copy) {
  const field = document.getElementById(copy.dataset.copies);
  const status = document.querySelector("[data-copied]");
  field.addEventListener("focus", () => field.select());
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const isCopied = await copied(field);
    // Emptied first, so that a second press is told as well.
    status.textContent = "";
    setTimeout(() => {
      status.textContent = isCopied ? status.dataset.copied : status.dataset.notCopied;
    }, 50);
  });
}

/* Without HTTPS there is no clipboard to write to: then what is selected is copied, or left selected. */
async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}
